/** Words that carry no content, by language. Question words and what exams say around a question count among them. */
const lists: Readonly<Record<string, string>> = {
  en: `a about above after again against all also although am an and any are as at be because been before being below between
    both but by can cannot could did do does doing done down during each either else ever every few for from further had has have
    having he her here hers him his how however i if in into is it its itself just may me might more most much must my neither no
    nor not now of off on once one only onto or other our ours out over own per rather same shall she should since so some such
    than that the their theirs them then there therefore these they this those though through thus to too under until up upon us
    use used uses using very via was we well were what when where whether which while who whom whose why will with within without
    would yet you your yours following statement true false correct incorrect best complete completes word phrase term gap
    describe describes explain name state give list called mean means happen happens`,
  de: `aber als am an auch auf aus bei bis da dadurch damit dann daran das dass dem den denn der des die dies diese diesem diesen
    dieser dieses doch durch ein eine einem einen einer eines er es für gegen hat haben hatte hatten hier ich ihr ihre im in ins ist
    ja je kann können man mit muss müssen nach nicht noch nur ob oder ohne sehr sein seine seit sich sie sind so soll über um und
    uns unter vom von vor war waren was weil welche welchem welchen welcher welches wenn wer werden wie wird wo wurde wurden zu
    zum zur zwischen folgende folgenden aussage wahr falsch richtig nenne nennen erkläre erklären beschreibe beschreiben`,
  fr: `à afin ainsi alors après au aucun aussi autre aux avant avec avoir car ce ceci cela celle ces cet cette chaque comme comment
    dans de des donc dont du elle elles en encore entre est et été être eux fait il ils je la le les leur leurs lors lui mais même
    moins ne ni nos notre nous on ont ou où par parce pas peu peut peuvent plus pour pourquoi qu quand que quel quelle quelles
    quels qui sa sans se selon ses si son sont sous sur ta tous tout toute toutes très tu un une vers vos votre vous y
    suivant suivante suivants suivantes affirmation vrai faux correct expliquez décrivez nommez`,
  es: `a al algo ante antes aquel así aun aunque cada como con contra cual cuales cuando cuál cuáles de del desde donde dos el él
    ella ellas ellos en entre era eran es esa ese eso esta este esto está están fue fueron ha han hasta hay la las le les lo los
    más me mi muy ni no nos o otra otro para pero poco por porque qué que quien quién se sea según ser si sí sin sobre son su sus
    también tan tanto te tiene tienen todo todos tu un una uno unos y ya siguiente siguientes afirmación verdadero falso correcto
    explique describa nombre`,
};

const sets = new Map(
  Object.entries(lists).map(([language, words]) => [language, new Set(words.trim().split(/\s+/))]),
);
const every = new Set([...sets.values()].flatMap((words) => [...words]));

/** Of a language that is not listed: the words of all that are. */
export const isStopWord = (word: string, language: string): boolean =>
  (sets.get(language) ?? every).has(word) || /n['’]t$/.test(word);
