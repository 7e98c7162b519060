/** Texts and questions as in `natural-sciences.ts`, from history, economics, law, language, psychology and computing. */
export const humanities = `
# printing
Johannes Gutenberg printed his Bible in Mainz around 1455 with movable metal type. Each letter was cast from an alloy of lead, tin and antimony, which melts easily and hardens quickly. Paper, which had come to Europe from China by way of the Arab world, was much cheaper than parchment. By 1500 about 250 towns had presses, and some twenty million books had been printed. Luther's German New Testament of 1522 sold five thousand copies within three months. Rulers and the Church answered with censorship: the first papal index of forbidden books appeared in 1559. Because readers now had the same page before them, scholars could cite by page number and correct errors in later editions.
---
mcq # In which town was Gutenberg's Bible printed? # Mainz; Venice; Basel; Nuremberg # Johannes Gutenberg printed his Bible in Mainz around 1455
multi_select # Which metals were in the alloy from which type was cast? Choose all that apply. # +lead; +tin; +antimony; -copper; -silver # Each letter was cast from an alloy of lead, tin and antimony
short_answer # Name two properties that made the alloy suitable for casting letters. # It melts easily and hardens quickly. # which melts easily and hardens quickly
numeric # In which year did the first papal index of forbidden books appear? # 1559 ± 0 # the first papal index of forbidden books appeared in 1559
true_false # True or false: Parchment was cheaper than paper when printing began. # false # Paper, which had come to Europe from China by way of the Arab world, was much cheaper than parchment.
ordering # Put these events in order, the earliest first. # Gutenberg's Bible is printed; Luther's New Testament is sold; The Church publishes a list of forbidden books # Luther's German New Testament of 1522 sold five thousand copies within three months.
cloze # Fill in the gap. # Since every copy of an edition is the same, scholars could cite by {page number|page|page numbers}. # scholars could cite by page number and correct errors in later editions
# inflation
Inflation is a general and lasting rise of prices. It is measured by the price of a basket of goods that a typical household buys. When a central bank raises its interest rate, borrowing becomes dearer, households and firms spend less, and prices rise more slowly. The effect takes a year or more to appear. Unexpected inflation helps debtors, who repay in money that buys less, and hurts savers. In Germany prices doubled every four days in late 1923, and people carried wages home in baskets. Deflation, a lasting fall of prices, is feared as well, since buyers wait for still lower prices and sales collapse. Many central banks therefore aim at a rate of 2 % a year.
---
mcq # Who gains from inflation that nobody expected? # debtors; savers; pensioners; lenders # Unexpected inflation helps debtors, who repay in money that buys less
ordering # A central bank raises its interest rate. Put what follows in order. # borrowing becomes dearer; households and firms spend less; prices rise more slowly # When a central bank raises its interest rate, borrowing becomes dearer
numeric # At which yearly rate of inflation, in per cent, do many central banks aim? # 2 % ± 0 # Many central banks therefore aim at a rate of 2 % a year.
true_false # True or false: A change of the interest rate affects prices within a few weeks. # false # The effect takes a year or more to appear.
short_answer # Explain why central banks fear falling prices. # Buyers wait for still lower prices, and sales collapse. # since buyers wait for still lower prices and sales collapse
mcq # How is inflation measured? # by the price of a basket of goods; by the price of gold; by the amount of coins; by the wages of workers # It is measured by the price of a basket of goods that a typical household buys.
essay # Discuss how unexpected inflation and deflation each harm an economy, and who is hurt by them. # Unexpected inflation hurts savers, because money buys less, while debtors gain. With deflation buyers wait for lower prices and sales collapse. # Deflation, a lasting fall of prices, is feared as well
# contract
A contract is concluded when an offer is accepted. An advertisement is usually no offer but an invitation to make one, since a shop could otherwise be bound to more buyers than it has goods. An offer can be withdrawn until it is accepted. Minors under seven cannot conclude contracts at all under German law; between seven and eighteen they need the consent of their parents. Whoever was deceived may rescind the contract within one year of finding out. Consumers who buy online may return goods within fourteen days without giving a reason. If a seller delivers faulty goods, the buyer must first ask for repair or replacement, and only then may reduce the price.
---
mcq # When is a contract concluded? # when an offer is accepted; when goods are delivered; when a price is paid; when a draft is signed # A contract is concluded when an offer is accepted.
short_answer # Why is an advertisement usually not treated as an offer? # The shop could otherwise be bound to more buyers than it has goods. # since a shop could otherwise be bound to more buyers than it has goods
numeric # Within how many days may consumers return what they bought online? # 14 days ± 0 # Consumers who buy online may return goods within fourteen days
true_false # True or false: Under German law a child of six can buy an ice cream by a valid contract of its own. # false # Minors under seven cannot conclude contracts at all under German law
short_answer # A buyer received faulty goods and wants to pay less. What must be done first? # The buyer must first ask for repair or replacement. # the buyer must first ask for repair or replacement, and only then may reduce the price
mcq # What may somebody do who was deceived into a contract? # rescind it within one year; double the price; sue the witness; withdraw it within ten years # Whoever was deceived may rescind the contract within one year of finding out.
# memory
Working memory holds only a few items at a time; George Miller put the number at seven, plus or minus two, in 1956. Grouping items into meaningful units, called chunking, lets people keep more of them. Hermann Ebbinghaus learned lists of nonsense syllables and found that more than half is forgotten within an hour. Reviewing after growing intervals, the spacing effect, makes memories last far longer than massed practice. Trying to recall an answer strengthens memory more than reading it again. Sleep helps as well: in deep sleep the hippocampus replays what was learned and passes it on to the cortex. The patient H. M., whose hippocampus had been removed, could learn new skills but no new facts.
---
mcq # What is grouping items into meaningful units called? # chunking; priming; spacing; masking # Grouping items into meaningful units, called chunking, lets people keep more of them.
mcq # Which way of studying makes memories last longest? # reviewing after growing intervals; reading a text many times in one evening; copying a text by hand; listening to a recording # Reviewing after growing intervals, the spacing effect, makes memories last far longer than massed practice.
cloze # Fill in the gap. # In deep sleep, what was learned is replayed by the {hippocampus}. # in deep sleep the hippocampus replays what was learned
true_false # True or false: The patient H. M. could still learn new skills after his operation. # true # The patient H. M., whose hippocampus had been removed, could learn new skills but no new facts.
short_answer # What did Ebbinghaus find out with his lists of syllables? # More than half of what was learned is forgotten within an hour. # found that more than half is forgotten within an hour
numeric # How many items, give or take two, did Miller think that working memory can hold? # 7 ± 0 # George Miller put the number at seven, plus or minus two
matching # Match each researcher or patient with the finding. # Miller = limited number of items in working memory; Ebbinghaus = forgetting within an hour; H. M. = skills without new facts # The patient H. M., whose hippocampus had been removed, could learn new skills but no new facts.
# databases
A transaction is a group of operations that takes effect as a whole or not at all. Before a database changes its data, it writes what it is going to do into a log on disk; after a crash the log is replayed. An index is a sorted copy of some columns that lets the database find rows without reading the whole table. Most indexes are B-trees, whose nodes are as large as a page of 4 or 8 kilobytes. Each index makes reading faster and writing slower, since it must be kept up to date. A deadlock arises when two transactions wait for locks that the other holds; the database then aborts one of them. Replication copies every change to a second server, which can take over when the first one fails.
---
mcq # What does a database do when two transactions wait for each other's locks? # It aborts one of them; It aborts both of them; It waits for an operator; It restarts the server # the database then aborts one of them
short_answer # What is a transaction? # A group of operations that takes effect as a whole or not at all. # A transaction is a group of operations that takes effect as a whole or not at all.
mcq # Which data structure do most database indexes use? # B-tree; hash table; linked list; stack # Most indexes are B-trees
true_false # True or false: Every further index on a table slows writing down. # true # Each index makes reading faster and writing slower
cloze # Fill in the gap. # After a crash, a database restores its state by replaying the {log}. # after a crash the log is replayed
essay # Explain by which means a database survives the crash of a server and the loss of a whole machine. # It writes what it is going to do into a log, which is replayed after a crash. Replication copies every change to a second server, which can take over. # Replication copies every change to a second server, which can take over when the first one fails.
# writing
The oldest known writing, cuneiform, was pressed into clay with a reed in Uruk around 3200 BC. At first it recorded grain, beer and sheep for the temple; stories followed only centuries later. Egyptian hieroglyphs were read again in 1822, when Champollion compared the three scripts of the Rosetta Stone. The Phoenician alphabet had 22 signs, all of them consonants. The Greeks used signs for which they had no sound to write vowels. Chinese characters mostly combine a part that hints at the meaning with a part that hints at the sound. King Sejong had the Korean alphabet, hangul, designed in 1443 so that common people could learn to read within days.
---
mcq # For which purpose was cuneiform first used? # recording grain, beer and sheep; telling stories about the gods; writing down the laws; praising the deeds of kings # At first it recorded grain, beer and sheep for the temple
numeric # How many signs did the Phoenician alphabet have? # 22 ± 0 # The Phoenician alphabet had 22 signs, all of them consonants.
mcq # Which letters did the Greeks add to the alphabet that they took over? # vowels; consonants; numerals; accents # The Greeks used signs for which they had no sound to write vowels.
true_false # True or false: Champollion read hieroglyphs by comparing the scripts of the Rosetta Stone. # true # Champollion compared the three scripts of the Rosetta Stone
matching # Match each script with the place or the people that it belongs to. # cuneiform = Uruk; hieroglyphs = Egypt; hangul = Korea # Egyptian hieroglyphs were read again in 1822
short_answer # For what reason did King Sejong have a new alphabet designed? # Common people could learn to read within days. # so that common people could learn to read within days
`;
