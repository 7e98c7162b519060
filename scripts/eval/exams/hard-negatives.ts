/**
 * Questions that must not stand, each wrong in one way, as careless writers and models make them: by the gate that should turn
 * them away, a line `topic # type # stem # answer # quote`. What belongs to duplicates and leaks is held against the good
 * questions on its text.
 */
export const hardNegatives: Readonly<
  Record<'grounding' | 'single_key' | 'option_cues' | 'duplicate' | 'leak' | 'self_contained', string>
> = {
  grounding: `
photosynthesis # mcq # Which enzyme splits water in the light reactions? # photolyase; rubisco; lipase; amylase # The lost electrons are replaced by splitting water
photosynthesis # numeric # How many billion tonnes of carbon do land plants bind in a year? # 150 ± 5 # About 120 billion tonnes of carbon are bound by land plants each year.
photosynthesis # mcq # Where does photosynthesis take place? # chloroplasts; mitochondria; ribosomes; vacuoles # Photosynthesis takes place inside the chloroplasts of all plant cells.
photosynthesis # short_answer # Why do stomata close at night? # Plants rest at night and their guard cells lose potassium ions. # In hot and dry weather the stomata close to save water
kidney # true_false # True or false: Each human kidney contains about two million nephrons. # true # Each human kidney contains about one million filtering units, the nephrons.
kidney # mcq # Which hormone lowers the blood pressure? # renin; insulin; cortisol; melatonin # The hormone vasopressin makes the collecting ducts permeable to water.
kidney # cloze # Fill in the gap. # In the glomerulus, blood pressure forces water and small molecules into the {ureter}. # blood pressure forces water and small molecules out of the blood
kidney # numeric # How many litres of urine leave the body in 3 days? # 4.5 litres ± 0.1 # only about 1.5 litres leave the body as urine
plates # mcq # Who proposed in 1921 that the continents had once been joined? # Alfred Wegener; Charles Lyell; James Hutton; Harry Hess # Alfred Wegener proposed in 1912 that the continents had once been joined
plates # true_false # True or false: When two continents collide, neither sinks. # false # When two continents collide, neither sinks, and the crust is folded
plates # short_answer # How are plates driven? # Convection currents in the mantle drag the plates along from below. # Alfred Wegener proposed in 1912 that the continents had once been joined
acids # mcq # Which acid is found in vinegar? # acetic acid; citric acid; lactic acid; formic acid # Stomach juice reaches a pH of about 1.5, mainly because of hydrochloric acid.
acids # numeric # What is the pH of stomach juice? # 2.5 ± 0 # Stomach juice reaches a pH of about 1.5
orbits # mcq # What is the shape of a planet's orbit? # an ellipse; a circle; a parabola; a spiral # Planets move on ellipses with the Sun in the centre
orbits # true_false # True or false: Mercury's orbit was explained by Newton's law in 1859. # true # The orbit of Mercury turns a little more than Newton's law allows
bread # mcq # What makes sourdough keep longer? # acetone from wild moulds; salt; steam; gluten # Sourdough contains lactic acid bacteria as well as yeast
printing # mcq # What did Luther print in Mainz? # his catechism of 1529; a map; a calendar; an index # Johannes Gutenberg printed his Bible in Mainz around 1455
inflation # short_answer # What is stagflation? # High unemployment together with rising wages in stagnating industries. # Inflation is a general and lasting rise of prices.
memory # cloze # Fill in the gap. # In deep sleep, what was learned is replayed by the {amygdala}. # in deep sleep the hippocampus replays what was learned
databases # numeric # How large, in kilobytes, is the node of a B-tree usually? # 16 ± 0 # whose nodes are as large as a page of 4 or 8 kilobytes`,
  single_key: `
photosynthesis # mcq # What carries the energy of the light reactions to the next stage? # ATP; NADPH; glucose; cellulose # The energy of the electrons is stored in ATP and NADPH.
photosynthesis # mcq # Where does photosynthesis take place? # chloroplasts; the chloroplasts; ribosomes; vacuoles # Photosynthesis takes place in the chloroplasts of green plant cells.
photosynthesis # mcq # Which colour of light does chlorophyll mainly absorb? # red; blue; green; yellow # chlorophyll absorbs mainly red and blue light
kidney # mcq # Which substances do the tubules take back first? # glucose; amino acids; salt; urea # The tubules first take back glucose and amino acids
kidney # mcq # Where is water taken back at last? # collecting ducts; ducts; glomerulus; bladder # at last water in the collecting ducts
kidney # mcq # How much fluid is filtered every day? # 180 litres; 180,000 millilitres; 18 litres; 1.5 litres # Some 180 litres of fluid are filtered every day
kidney # mcq # How can a kidney that fails be replaced? # dialysis; a transplant; vasopressin; a diet # A kidney that fails can be replaced by dialysis three times a week or by a transplant.
plates # mcq # What marks a subduction zone? # deep trenches; chains of volcanoes; smooth plains; coral reefs # Subduction zones are marked by deep trenches and chains of volcanoes
plates # mcq # What happens at a transform fault? # plates slide past each other; plates slide past each other slowly; plates sink; plates melt # At transform faults, plates slide past each other
acids # mcq # What is formed when an acid and a base react with each other? # a salt; water; oxygen; a metal # When an acid and a base react with each other, a salt and water are formed.
acids # mcq # What does a base do with protons? # takes them up; it takes them up; gives them away; splits them # a base takes them up
acids # mcq # By how much does the concentration of hydrogen ions change with one step of pH? # tenfold; 10-fold; twofold; fivefold # one step means a tenfold change in the concentration of hydrogen ions
orbits # mcq # On which curve does a planet move? # an ellipse; ellipse; a circle; a spiral # planets move on ellipses with the Sun at one focus
orbits # mcq # How far is the Earth from the Sun in January? # 147 million kilometres; 147,000,000 km; 152 million kilometres; 138 million kilometres # The Earth is 147 million kilometres from the Sun in January
bread # mcq # Which protein of wheat is linked into gluten by kneading? # gliadin; glutenin; casein; albumin # Kneading links two proteins of wheat, gliadin and glutenin, into gluten
bread # mcq # What does yeast make out of sugar by fermentation? # carbon dioxide; alcohol; starch; salt # yeast ferments sugar into carbon dioxide and alcohol
printing # mcq # Of which metal was type cast? # lead; tin; copper; silver # Each letter was cast from an alloy of lead, tin and antimony
printing # multi_select # From which metals was type cast? Choose all that apply. # +lead; +tin; -antimony; -copper # Each letter was cast from an alloy of lead, tin and antimony
inflation # mcq # Which rate of inflation do central banks aim at? # 2 %; 2 per cent; 5 %; 0 % # Many central banks therefore aim at a rate of 2 % a year.
memory # matching # Match each way of learning with its effect. # spacing effect = makes memories last far longer; reviewing after growing intervals = makes memories last much longer far; chunking = more items are kept # Reviewing after growing intervals, the spacing effect, makes memories last far longer`,
  option_cues: `
photosynthesis # mcq # Where does photosynthesis take place? # chloroplasts; mitochondria; ribosomes; none of the above # Photosynthesis takes place in the chloroplasts of green plant cells.
photosynthesis # mcq # What does chlorophyll do? # It absorbs mainly red and blue light and passes excited electrons on to a chain of carriers; It stores starch; It makes water; It cools leaves # chlorophyll absorbs mainly red and blue light and passes excited electrons to a chain of carriers
photosynthesis # mcq # What happens in hot weather? # the stomata close; both A and C; the roots grow; the leaves turn # In hot and dry weather the stomata close to save water
kidney # mcq # A filtering unit of the kidney is called an # elementary nephron; duct; tubule; vessel # the nephrons
kidney # mcq # What is true of large proteins in the glomerulus? # They usually stay behind; They always pass; They never pass the artery; They are all destroyed # cells and large proteins stay behind
kidney # mcq # What does the collecting duct become under vasopressin, which acts on collecting ducts? # a collecting duct that is permeable; wider; shorter; thicker # The hormone vasopressin makes the collecting ducts permeable to water.
plates # mcq # What are made at mid-ocean ridges? # new sea floors; a trench; an earthquake; a glacier # two plates move apart and hot rock rises to form new sea floor
plates # mcq # What happens when two continents collide? # The crust is folded into mountains; all rock always melts; the sea always disappears; every volcano erupts # the crust is folded into mountains like the Himalaya
acids # mcq # Which of these is a buffer? # bicarbonate in blood; All of these; pure water; litmus # A buffer, such as the bicarbonate in blood
acids # mcq # What is the pH of pure water? # 7; neutral; acidic; basic # Pure water has a pH of 7 at 25 °C.
acids # mcq # What happens to litmus in acids? # Litmus turns red in acids; it disappears; it boils; it freezes # Litmus turns red in acids and blue in bases.
orbits # mcq # What did Kepler find? # Planets move on ellipses with the Sun at one focus.; planets move on circles around the Sun at random; planets move on straight lines past the Sun only; planets do not move # planets move on ellipses with the Sun at one focus
orbits # mcq # Which force did Newton describe? # a force that falls with the square of the distance between two bodies in the heavens; heat; light; friction # a force that falls with the square of the distance
bread # mcq # Which pair describes how dough is raised? # yeast with carbon dioxide; yeast with oxygen; salt with carbon dioxide; bacteria with nitrogen # yeast ferments sugar into carbon dioxide and alcohol
bread # mcq # What are linked into gluten by kneading? # two proteins; a sugar; a salt; a fat # Kneading links two proteins of wheat
printing # mcq # What could scholars do with printed books? # cite by page number; (burn them); (sell them); (hide them) # scholars could cite by page number and correct errors in later editions
printing # ordering # Put these events in order. # First, Gutenberg prints his Bible; Then Luther's New Testament is sold; Finally the papal index appears # Luther's German New Testament of 1522 sold five thousand copies
inflation # mcq # Who gains from unexpected inflation? # debtors; neither of the above; savers; lenders # Unexpected inflation helps debtors
contract # mcq # When can an offer be withdrawn? # It can generally be withdrawn until it is accepted; It can be withdrawn at once; It can be withdrawn on Sundays; It can be withdrawn by phone # An offer can be withdrawn until it is accepted.
memory # matching # Match each term with its meaning. # spacing effect = the effect of spacing reviews; chunking = chunking of items; nonsense syllables = syllables without sense # Grouping items into meaningful units, called chunking`,
  duplicate: `
photosynthesis # mcq # In which part of the cell of a plant does photosynthesis take place? # chloroplasts; nucleus; cell wall; vacuoles # Photosynthesis takes place in the chloroplasts of green plant cells.
photosynthesis # cloze # Fill in the gap. # Photosynthesis in a plant cell takes place in the {chloroplasts}. # Photosynthesis takes place in the chloroplasts of green plant cells.
photosynthesis # numeric # What mass of carbon, in billions of tonnes, do land plants bind every year? # 120 ± 5 # About 120 billion tonnes of carbon are bound by land plants each year.
photosynthesis # true_false # True or false: Rubisco attaches carbon dioxide to a sugar with five carbon atoms. # true # the enzyme rubisco attaches carbon dioxide to a sugar with five carbon atoms
kidney # mcq # How is the filtering unit of a kidney called? # nephron; axon; lobule; follicle # the nephrons
kidney # true_false # True or false: The collecting ducts are made permeable to water by the hormone vasopressin. # true # The hormone vasopressin makes the collecting ducts permeable to water.
kidney # numeric # What volume of fluid in litres is filtered by an adult's kidneys each day? # 180 litres ± 10 # Some 180 litres of fluid are filtered every day
plates # cloze # Fill in the gap. # When a dense oceanic plate sinks below a continent, this is called {subduction}. # the denser oceanic plate sinks into the mantle; this is called subduction
plates # short_answer # For what reason did most geologists at first reject the idea of Wegener? # He knew of no force that could move continents. # most geologists rejected the idea because he could not name a force
acids # mcq # Which gas from burning coal turns rain acidic? # sulphur dioxide; ozone; ammonia; helium # Rain becomes acidic when sulphur dioxide from burning coal dissolves
acids # numeric # Which pH does pure water have at 25 °C? # 7 ± 0 # Pure water has a pH of 7 at 25 °C.
orbits # mcq # What shape does the orbit of a planet have? # an ellipse; a line; a square; a helix # planets move on ellipses
orbits # mcq # Where in its orbit does a planet move fastest? # perihelion; aphelion; solstice; node # A planet moves fastest at perihelion
bread # true_false # True or false: Salt slows down the fermentation of dough. # true # Salt strengthens gluten and slows fermentation.
bread # numeric # At which temperature, in °C, does dough ferment best? # 27 °C ± 2 # Dough ferments best at about 27 °C
printing # mcq # In which town did Gutenberg print his Bible? # Mainz; Cologne; Ulm; Augsburg # Johannes Gutenberg printed his Bible in Mainz
contract # mcq # At which moment is a contract concluded? # when an offer is accepted; when a letter is posted; when money is lent; when a witness signs # A contract is concluded when an offer is accepted.
memory # cloze # Fill in the gap. # Grouping items into meaningful units is called {chunking}. # Grouping items into meaningful units, called chunking
databases # short_answer # What is meant by a transaction? # Operations that take effect together or not at all. # A transaction is a group of operations that takes effect as a whole or not at all.
writing # mcq # What kind of letters did the Greeks add to the alphabet they took over? # vowels; numerals; commas; accents # The Greeks used signs for which they had no sound to write vowels.`,
  leak: `
photosynthesis # short_answer # Rubisco attaches carbon dioxide to a sugar in the chloroplasts, where photosynthesis takes place in a plant cell. What follows for the plant? # The sugar feeds the plant. # the enzyme rubisco attaches carbon dioxide to a sugar with five carbon atoms
photosynthesis # true_false # True or false: Chlorophyll absorbs mainly the red and blue colours of light best. # true # chlorophyll absorbs mainly red and blue light
photosynthesis # mcq # Plants replace lost electrons of chlorophyll by splitting water. What is released? # oxygen; nitrogen; hydrogen; helium # splitting water, which releases oxygen as a by-product
kidney # mcq # The nephron is the filtering unit of the kidney. About how many are there? # one million; one thousand; one hundred; ten # Each human kidney contains about one million filtering units
kidney # true_false # True or false: A patient whose kidneys failed is usually treated by dialysis. # true # A kidney that fails can be replaced by dialysis
kidney # short_answer # The kidneys of an adult filter 180 litres of fluid in a day. How much of it leaves as urine? # about 1.5 litres leave the body # only about 1.5 litres leave the body as urine
plates # mcq # At a mid-ocean ridge new sea floor forms. What rises there? # hot rock; cold water; old ice; dry sand # hot rock rises to form new sea floor
plates # mcq # The sinking of a dense oceanic plate below a continent, called subduction, makes what? # deep trenches; coral reefs; wide rivers; flat plains # Subduction zones are marked by deep trenches
acids # mcq # Sulphur dioxide is the gas from burning coal that makes rain acidic. Where does it dissolve? # drops of water; dry rock; warm wood; thick oil # sulphur dioxide from burning coal dissolves in drops of water
acids # true_false # True or false: Dissolved in water, an acid gives protons away. # true # An acid is a substance that gives protons to water
acids # mcq # When an acid reacts with a base, a salt and water are formed. Which dye shows it? # litmus; carmine; henna; ochre # Litmus turns red in acids and blue in bases.
orbits # short_answer # A planet moves fastest at perihelion, a point of its orbit. Where is it slowest? # It moves slowest at aphelion. # slowest at aphelion
orbits # mcq # The shape of a planet's orbit is an ellipse. What is at its focus? # the Sun; the Moon; a comet; a star cluster # with the Sun at one focus
orbits # true_false # True or false: The axis of the Earth is tilted by 23.4 degrees. # true # the tilt of the axis, which is 23.4 degrees
bread # mcq # Carbon dioxide is the gas that makes bread dough rise. What makes it? # yeast; salt; steam; starch # yeast ferments sugar into carbon dioxide and alcohol
bread # true_false # True or false: Dough ferments best at a temperature of about 27 °C. # true # Dough ferments best at about 27 °C
printing # mcq # Gutenberg's Bible was printed in the town of Mainz. What did he use? # movable metal type; carved wood; copper plates; wet clay # Johannes Gutenberg printed his Bible in Mainz around 1455 with movable metal type.
inflation # short_answer # Debtors gain from inflation that nobody expected. Whom does it hurt? # It hurts savers. # Unexpected inflation helps debtors, who repay in money that buys less, and hurts savers.
contract # true_false # True or false: Consumers may return within 14 days what they bought online. # true # Consumers who buy online may return goods within fourteen days
databases # mcq # Most database indexes use the B-tree as their data structure. How large is a node? # a page; a byte; a disk; a table # whose nodes are as large as a page`,
  self_contained: `
photosynthesis # mcq # According to the passage, where does photosynthesis take place? # chloroplasts; mitochondria; ribosomes; vacuoles # Photosynthesis takes place in the chloroplasts of green plant cells.
photosynthesis # mcq # Which colours does it absorb? # red and blue; green and yellow; green and red; yellow and orange # chlorophyll absorbs mainly red and blue light
photosynthesis # short_answer # What does the author say about stomata in hot weather? # They close to save water. # In hot and dry weather the stomata close to save water
kidney # mcq # What is the unit shown in Figure 2 called? # nephron; neuron; alveolus; villus # the nephrons
kidney # true_false # True or false: This hormone makes the ducts permeable to water. # true # The hormone vasopressin makes the collecting ducts permeable to water.
kidney # mcq # As mentioned above, what stays behind in the glomerulus? # large proteins; glucose; amino acids; water # cells and large proteins stay behind
plates # mcq # Wo entsteht neuer Meeresboden, wenn sich die Platten voneinander entfernen? # an den Rücken; in den Tiefseegräben; an der Küste; in den Bergen # two plates move apart and hot rock rises to form new sea floor
plates # mcq # What is this process called? # subduction; erosion; convection; collision # this is called subduction
plates # short_answer # Why did most geologists reject the idea (Frankel, 2012)? # He could not name a force that moves continents. # he could not name a force that moves them
acids # mcq # What happens when they react with each other? # a salt and water form; oxygen escapes; metal dissolves; nothing happens # When an acid and a base react with each other, a salt and water are formed.
acids # numeric # Which pH is given for pure water in Table 3? # 7 ± 0 # Pure water has a pH of 7 at 25 °C.
acids # mcq # What do we call a substance that gives protons to water? # an acid; a base; a salt; a buffer # An acid is a substance that gives protons to water
orbits # mcq # What is the shape of the orbit described in the text? # an ellipse; a circle; a parabola; a spiral # planets move on ellipses
orbits # true_false # True or false: He lived to see the comet return. # false # it did, sixteen years after his death
orbits # mcq # Which planet is meant by [12]? # Mercury; Venus; Mars; Saturn # The orbit of Mercury turns a little more than Newton's law allows
bread # mcq # Which gas makes dough rise in the given excerpt? # carbon dioxide; hydrogen; nitrogen; oxygen # yeast ferments sugar into carbon dioxide and alcohol
bread # short_answer # Pourquoi est-ce que la vapeur est utile dans le four au début de la cuisson du pain ? # It keeps the surface soft. # steam keeps the surface soft
printing # mcq # Which metals does the study mention? # lead and tin; gold and zinc; iron and nickel; brass and steel # Each letter was cast from an alloy of lead, tin and antimony
inflation # cloze # Fill in the gap. # These have the effect that {savers} are hurt by it. # hurts savers
contract # mcq # Based on the reading, when is a contract concluded? # when an offer is accepted; when goods are delivered; when a price is paid; when a draft is signed # A contract is concluded when an offer is accepted.
memory # mcq # In this paper, what is grouping items called? # chunking; priming; spacing; masking # Grouping items into meaningful units, called chunking
databases # true_false # True or false: They are replayed after a crash. # true # after a crash the log is replayed`,
};
