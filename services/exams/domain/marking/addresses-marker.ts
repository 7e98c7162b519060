/**
 * Whether an answer speaks to whoever marks it instead of to the question. It proves nothing, and costs no points: such
 * an answer is marked apart from others, and a person looks at its marks.
 */
import { evenText } from './normal-text.ts';

const phrases: readonly RegExp[] = [
  // Orders to a machine.
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|prompt|rubric|rules?|above|previous|prior|criteria)/i,
  /\b(?:system|developer|admin(?:istrator)?)\s*(?:prompt|message|mode|override|note|instruction)/i,
  /\byou (?:are|must|should|will|have to) (?:now )?(?:an? |the )?(?:ai|assistant|grader|marker|teacher|model|grade|mark|award|give|assign|score|output|respond|return)\b/i,
  /\b(?:as an? |dear |hey |attention |note to (?:the )?)(?:ai|grader|marker|examiner|language model|llm|teacher|professor)\b/i,
  // Asking for marks.
  /\b(?:give|award|assign|grant|score|grade|mark|rate)\b.{0,30}\b(?:me|this|it|answer|student|full|max(?:imum)?|all|top|highest|100|marks?|points?|credit)\b.{0,30}\b(?:full|max(?:imum)?|marks?|points?|credit|score|100|correct|perfect|%|percent)/i,
  /\b(?:full|maximum|all|top|highest|perfect) (?:marks?|points?|credit|scores?|grade)\b/i,
  /\b100\s*(?:%|percent|out of 100|\/\s*100)/i,
  /\b(?:volle|alle|maximale) (?:punkte|punktzahl)\b|\b(?:ignoriere|vergiss)\b.{0,40}\b(?:anweisung|regel)/i,
  /\b(?:ignore[rz]?|oublie[rz]?)\b.{0,40}\b(?:consigne|instruction)|\btous les points\b|\bnote maximale\b/i,
  /\b(?:ignora|olvida)\b.{0,40}\b(?:instruccion)|\btodos los puntos\b|\bnota m[aá]xima\b/i,
  // What looks like a part of a prompt or of an answer of a machine.
  /<\/?\s*(?:answers?|question|rubric|system|assistant|user|instructions?)\b[^>]{0,80}>/i,
  /"\s*(?:criteria|level|feedback|points|share)"\s*:/i,
  /^[ \t]*(?:system|assistant|user|human)[ \t]*:/im,
];

export function addressesMarker(answer: string): boolean {
  // Signs that are not seen would hide a phrase: they are left out.
  const seen = answer.replace(/[\p{Cf}\p{Mn}]+/gu, '');
  const even = evenText(seen);
  return phrases.some((phrase) => phrase.test(even) || phrase.test(seen));
}
