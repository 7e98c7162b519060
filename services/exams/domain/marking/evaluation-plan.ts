/** Which answers of an evaluation go into which call: several of one question, equal ones once. */
import { addressesMarker } from './addresses-marker.ts';
import { evenText } from './normal-text.ts';

/** An answer that takes a reader, by its place in the request. */
export interface OpenAnswer {
  place: number;
  question: number;
  text: string;
}

export interface MarkingBatch {
  question: number;
  texts: string[];
  /** By text, the places of the answers that it is. */
  places: number[][];
}

/** Of texts in one call; an essay is long, and a call has room for so much. */
const charactersMax = 60_000;

/** The same for the same answers, so that a job that begins anew, or joins its parts, finds them. */
export function planBatches(answers: readonly OpenAnswer[], answersMax: number): MarkingBatch[] {
  const groups = new Map<string, OpenAnswer[]>();
  for (const answer of answers) {
    // What speaks to the marker stands in no call with honest answers.
    const key = `${answer.question} ${addressesMarker(answer.text)}`;
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  return [...groups.values()].flatMap((group) => batchesOf(group, answersMax));
}

function batchesOf(group: readonly OpenAnswer[], answersMax: number): MarkingBatch[] {
  const distinct = new Map<string, { text: string; places: number[] }>();
  for (const { text, place } of group) {
    const key = evenText(text);
    const held = distinct.get(key);
    if (held) held.places.push(place);
    else distinct.set(key, { text, places: [place] });
  }
  const all = [...distinct.values()];
  // Of one size: eleven are six and five, not ten and one.
  const size = Math.ceil(all.length / Math.ceil(all.length / answersMax));
  const batches: MarkingBatch[] = [];
  let room = 0;
  for (const { text, places } of all) {
    const last = batches.at(-1);
    if (!last || last.texts.length === size || room + text.length > charactersMax) {
      batches.push({ question: group[0]!.question, texts: [text], places: [places] });
      room = text.length;
    } else {
      last.texts.push(text);
      last.places.push(places);
      room += text.length;
    }
  }
  return batches;
}
