/** The job a path names, as the database writes it: a UUID may come in capitals, and rows and topics are found by text. */
export const jobIdOf = ({ params }: { params: { id: string } }): string => params.id.toLowerCase();
