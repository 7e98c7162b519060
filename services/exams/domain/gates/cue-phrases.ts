/** Words in options that tell test-wise readers what is right without knowing it. */

/** `all of the above` and its kin: whoever knows two options to be right need not know the third. */
export const metaOptions = new RegExp(
  [
    String.raw`\b(?:all|none|any|both|neither|some|most) of (?:the |these |those )?(?:above|following|other|options|answers|choices|statements)\b`,
    String.raw`^(?:all|none|both|neither) (?:of )?(?:them|these|those)\.?$`,
    String.raw`\b(?:both|neither) (?:\(?[a-e]\)? (?:and|n?or) \(?[a-e]\)?|answers?)`,
    String.raw`^\(?[a-e]\)?(?:,| and| &| \+) \(?[a-e]\)?(?: and \(?[a-e]\)?)?(?: only| are correct)?\.?$`,
    String.raw`\b(?:options?|answers?) \(?[a-e]\)?(?: and|,| or)`,
    String.raw`\b(?:alle|keine[rs]?|beide) (?:der )?(?:oben|obigen|genannten|antworten|vorherigen)`,
    String.raw`\b(?:toutes|aucune) (?:ces |les |des |de ces )?(?:réponses|propositions)`,
    String.raw`\b(?:todas|ninguna) (?:las |de las )?(?:anteriores|opciones|respuestas)`,
  ].join('|'),
  'i',
);

/** Hardly anything is so always: writers of wrong options reach for these. */
export const absolutes =
  /\b(?:always|never|all|none|only|every|entirely|completely|totally|impossible|exclusively|immer|nie|niemals|alle|ausschließlich|völlig|toujours|jamais|tous|toutes|seulement|uniquement|siempre|nunca|todos|todas|solamente|únicamente)\b/i;

/** And writers of right ones for these. */
export const hedges =
  /\b(?:usually|often|generally|typically|may|might|can be|sometimes|in most cases|tends? to|oft|meist|meistens|gewöhnlich|souvent|généralement|parfois|normalmente|generalmente|suele|a menudo)\b/i;
