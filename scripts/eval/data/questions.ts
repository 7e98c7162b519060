/** Questions as students put them, and the passage that answers each in words of its own. Several share a subject. */
export const questions: readonly { question: string; passage: string }[] = [
  [
    'Why do leaves look green?',
    'Chlorophyll takes in red and blue light and throws the colour between them back to our eyes.',
  ],
  [
    'Where does a plant get its weight from?',
    'Most of the mass of a tree is carbon that it fixed out of the air, not matter drawn from the soil.',
  ],
  [
    'What do mitochondria do?',
    'These organelles burn nutrients with oxygen and charge the molecule that pays for the work of the cell.',
  ],
  [
    'How is DNA copied before a cell divides?',
    'The double strand is unzipped and each half serves as a template on which a polymerase builds its partner.',
  ],
  [
    'How does a vaccine protect people?',
    'Shown a harmless piece of the germ, the immune system keeps memory cells that respond fast when the real one arrives.',
  ],
  [
    'Why do antibiotics stop working?',
    'Bacteria that happen to withstand the drug survive the treatment, multiply and hand their resistance on.',
  ],
  [
    'What happens to sugar in the blood after a meal?',
    'The pancreas releases insulin, on whose signal muscle and liver take glucose up and store it.',
  ],
  [
    'Why do we get out of breath when we run?',
    'Working muscles make more carbon dioxide, and the brain stem raises the breathing rate to get rid of it.',
  ],
  [
    'How do fish stay under water without drowning?',
    'Gills let dissolved oxygen pass into the blood while water streams over their thin folds.',
  ],
  [
    'What drives evolution?',
    'Individuals whose inherited traits fit their surroundings leave more offspring, so those traits become common.',
  ],
  [
    'What is an ecosystem pyramid?',
    'At every step of the food chain about nine tenths of the energy is lost, so there are few top predators.',
  ],
  [
    'Why do bees matter to farmers?',
    'Fruit and nut harvests depend on insects that carry pollen from one blossom to the next.',
  ],
  [
    'What makes the seasons change?',
    'Because the axis of the Earth is tilted, each hemisphere leans towards the Sun for half of the year.',
  ],
  [
    'How do the tides come about?',
    'The pull of the Moon stretches the oceans, and the planet turns beneath the two bulges once a day.',
  ],
  [
    'Why do earthquakes happen?',
    'Plates of the crust lock together at faults until the strain is released in a sudden slip.',
  ],
  [
    'How do volcanoes form over a hot spot?',
    'A plume of rising rock melts its way through the plate above, leaving a chain of islands as the plate drifts.',
  ],
  [
    'What is the greenhouse effect?',
    'Some gases let sunshine in but absorb the heat that the ground radiates, which keeps the lower air warm.',
  ],
  [
    'Why is the ocean turning acidic?',
    'Sea water takes up part of the carbon dioxide that we emit and forms carbonic acid, which harms shells.',
  ],
  [
    'How does a river make a valley?',
    'Running water loaded with sand and gravel grinds its bed deeper year after year.',
  ],
  [
    'What is the difference between weather and climate?',
    'One is the state of the atmosphere today, the other its average and spread over three decades.',
  ],
  [
    'Why does ice float?',
    'Water expands as it freezes since its molecules lock into an open lattice, so the solid is less dense.',
  ],
  [
    'Why does salt melt snow on roads?',
    'Dissolved ions get in the way of crystals, which lowers the temperature at which water turns solid.',
  ],
  [
    'What is a catalyst?',
    'A substance that offers a path of lower activation energy and comes out of the reaction unchanged.',
  ],
  [
    'How do acids and bases cancel each other out?',
    'Protons from the one join hydroxide from the other; what remains is water and a salt.',
  ],
  [
    'What holds atoms together in a molecule?',
    'In a covalent bond two nuclei share a pair of electrons, which attracts both of them.',
  ],
  [
    'Why does iron rust?',
    'In moist air the metal gives electrons to oxygen and slowly becomes a flaky oxide.',
  ],
  [
    'How is the periodic table arranged?',
    'Elements stand in order of their number of protons, and columns collect those with like outer shells.',
  ],
  [
    'Why does a heavy stone fall no faster than a light one?',
    'Gravity acts on mass, but inertia grows by the same measure, so the acceleration is equal for all bodies.',
  ],
  [
    'What did Newton say about forces in pairs?',
    'Whenever one body pushes another, it is pushed back just as strongly in the opposite direction.',
  ],
  [
    'Why does a moving car keep rolling?',
    'A body on which no net influence acts holds its speed and direction.',
  ],
  [
    'What is entropy?',
    'It counts in how many microscopic arrangements a system could be, and in isolation it never decreases.',
  ],
  [
    'How does a lens make a picture?',
    'Rays from one point of the scene are bent so that they meet again at one point of the screen.',
  ],
  [
    'Why is the sky blue?',
    'Molecules of the air scatter short wavelengths of sunlight far more than long ones.',
  ],
  [
    'How do electric motors turn?',
    'A current in a coil between magnets feels a sideways push, and a commutator keeps the rotation going.',
  ],
  [
    'What limits the current in a wire?',
    'The voltage divided by the resistance tells how many charges flow each second.',
  ],
  [
    'Why can nothing go faster than light?',
    'As speed grows, the energy needed for more of it rises without bound for anything that has rest mass.',
  ],
  [
    'What is radioactive half-life?',
    'The span in which every second nucleus of a sample has decayed, however many there were.',
  ],
  [
    'Where does the Sun get its energy?',
    'In its core hydrogen nuclei fuse to helium, and the missing mass is set free as radiation.',
  ],
  [
    'How do we know that the universe expands?',
    'The light of distant galaxies is shifted to the red, the more the farther away they are.',
  ],
  [
    'What is a derivative?',
    'It is the slope that the graph of a function has at one single point, the limit of ever shorter secants.',
  ],
  [
    'What does an integral measure?',
    'Summing infinitely thin strips gives the area enclosed between a curve and the axis.',
  ],
  [
    'Why are there infinitely many primes?',
    'Multiply all that are on a finite list and add one: the result has a factor that the list lacks.',
  ],
  [
    'What is the probability of two independent events?',
    'If one outcome tells nothing about the other, the chance of both is the product of their chances.',
  ],
  ['What does a standard deviation tell?', 'How far the values typically lie from their mean.'],
  [
    'Why is correlation no proof of a cause?',
    'Two quantities may rise together because a third one moves them both.',
  ],
  [
    'How does binary search work?',
    'Compare with the middle of the sorted list and throw away the half that cannot hold the key.',
  ],
  [
    'What is recursion in programming?',
    'A function that solves a problem by calling itself on a smaller part, until a trivial case ends it.',
  ],
  [
    'How does public key encryption work?',
    'Anybody can lock a message with the published number, but only the holder of the secret one can open it.',
  ],
  [
    'What does an index do for a database?',
    'A sorted side structure spares the engine from reading the whole table to find a few rows.',
  ],
  [
    'How do neural networks learn?',
    'The error at the output is sent backwards and every weight is shifted a little against its gradient.',
  ],
  [
    'Why did the Roman Empire fall in the west?',
    'Civil wars, shrinking revenue and migrating peoples wore the state down until the last emperor was deposed in 476.',
  ],
  [
    'What started the First World War?',
    'After the archduke was shot in Sarajevo, treaties of alliance drew one great power after another into the conflict.',
  ],
  [
    'What changed with the printing press?',
    'Movable type made books cheap, and ideas such as those of Luther spread within weeks.',
  ],
  [
    'Why did the Industrial Revolution begin in Britain?',
    'Dear labour and cheap coal made it pay there to replace hands by engines.',
  ],
  [
    'What was the aim of the New Deal?',
    'Roosevelt put the jobless to work on public projects and reined in the banks during the Depression.',
  ],
  [
    'What is inflation?',
    'When prices rise across the board, each unit of money buys less than the year before.',
  ],
  [
    'How does a central bank cool the economy?',
    'It makes borrowing dearer by raising its interest rate, so that firms and families spend less.',
  ],
  [
    'What is opportunity cost?',
    'The value of the best alternative that one gives up by choosing something else.',
  ],
  [
    'What does supply and demand mean for prices?',
    'If buyers want more than sellers offer, the price climbs until both amounts agree.',
  ],
  [
    'Why do democracies separate powers?',
    'Laws are made, carried out and judged by different bodies, so that none of them can rule alone.',
  ],
  [
    'What is classical conditioning?',
    'Pavlov rang a bell before every feeding, and soon the dogs drooled at the sound by itself.',
  ],
  [
    'Why does cramming the night before not last?',
    'What is practised in sessions spread over days is remembered far longer than what is learnt in one sitting.',
  ],
  [
    'Does sleep help memory?',
    'During the night the brain replays what was experienced and files it away for good.',
  ],
  ['What is a placebo?', 'Patients may feel better after a sugar pill merely since they expect it to help.'],
  [
    'What is the theme of Hamlet?',
    'The prince cannot bring himself to avenge his murdered father and doubts everything, life included.',
  ],
  [
    'What is a metaphor?',
    'A figure of speech that calls one thing by the name of another to show what they share.',
  ],
].map(([question, passage]) => ({ question: question as string, passage: passage as string }));
