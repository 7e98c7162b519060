/**
 * Short texts and questions on them as a good teacher would write them, for measuring the gates; written for this project. A
 * block is `# name`, its text, `---`, and a question a line: `type # stem # answer # quote`, as `parse-questions.ts` reads it.
 */
export const naturalSciences = `
# photosynthesis
Photosynthesis takes place in the chloroplasts of green plant cells. In the light reactions, chlorophyll absorbs mainly red and blue light and passes excited electrons to a chain of carriers. The lost electrons are replaced by splitting water, which releases oxygen as a by-product. The energy of the electrons is stored in ATP and NADPH. In the Calvin cycle, the enzyme rubisco attaches carbon dioxide to a sugar with five carbon atoms. About 120 billion tonnes of carbon are bound by land plants each year. In hot and dry weather the stomata close to save water, so that less carbon dioxide enters the leaf and growth slows down.
---
mcq # Where in a plant cell does photosynthesis take place? # chloroplasts; mitochondria; ribosomes; vacuoles # Photosynthesis takes place in the chloroplasts of green plant cells.
mcq # Which colours of light does chlorophyll absorb best? # red and blue; green and yellow; green and red; yellow and orange # chlorophyll absorbs mainly red and blue light
cloze # Fill in the gap. # Plants replace the electrons that chlorophyll has lost by splitting {water|water molecules}. # The lost electrons are replaced by splitting water
multi_select # Which compounds carry the energy of the light reactions on to the next stage? Choose all that apply. # +ATP; +NADPH; -glucose; -rubisco; -cellulose # The energy of the electrons is stored in ATP and NADPH.
true_false # True or false: Rubisco attaches carbon dioxide to a sugar with three carbon atoms. # false # the enzyme rubisco attaches carbon dioxide to a sugar with five carbon atoms
numeric # How many billion tonnes of carbon do land plants bind in a year? # 120 ± 5 # About 120 billion tonnes of carbon are bound by land plants each year.
short_answer # Explain why plants grow more slowly in hot and dry weather. # The stomata close to save water, so that less carbon dioxide enters the leaf. # In hot and dry weather the stomata close to save water
# kidney
Each human kidney contains about one million filtering units, the nephrons. In the glomerulus, blood pressure forces water and small molecules out of the blood, while cells and large proteins stay behind. Some 180 litres of fluid are filtered every day, but only about 1.5 litres leave the body as urine. The tubules first take back glucose and amino acids, then salt, and at last water in the collecting ducts. The hormone vasopressin makes the collecting ducts permeable to water. Alcohol suppresses vasopressin, which is why people who drink wine or beer lose more water than they take in. A kidney that fails can be replaced by dialysis three times a week or by a transplant.
---
mcq # What is the filtering unit of the kidney called? # nephron; neuron; alveolus; villus # about one million filtering units, the nephrons
mcq # Which of these does not pass from the blood into the glomerular filtrate? # large proteins; glucose; amino acids; water # cells and large proteins stay behind
numeric # How many litres of fluid do the kidneys of an adult filter in a day? # 180 litres ± 10 # Some 180 litres of fluid are filtered every day
true_false # True or false: Vasopressin makes the collecting ducts permeable to water. # true # The hormone vasopressin makes the collecting ducts permeable to water.
short_answer # Explain why drinking beer can leave a person thirsty. # Alcohol suppresses vasopressin, so that more water is lost than is taken in. # Alcohol suppresses vasopressin, which is why people who drink wine or beer lose more water
ordering # Put these substances in the order in which the tubules take them back. # glucose and amino acids; salt; water # The tubules first take back glucose and amino acids, then salt, and at last water in the collecting ducts.
mcq # How is a patient usually treated whose kidneys have failed? # dialysis; chemotherapy; insulin; blood thinners # A kidney that fails can be replaced by dialysis three times a week or by a transplant.
# plates
The outer shell of the Earth is divided into about fifteen rigid plates that drift a few centimetres a year. At mid-ocean ridges, two plates move apart and hot rock rises to form new sea floor. Where an oceanic plate meets a continental one, the denser oceanic plate sinks into the mantle; this is called subduction. Subduction zones are marked by deep trenches and chains of volcanoes, such as the Andes. When two continents collide, neither sinks, and the crust is folded into mountains like the Himalaya. At transform faults, plates slide past each other, and friction lets strain build up until an earthquake releases it. Alfred Wegener proposed in 1912 that the continents had once been joined, but most geologists rejected the idea because he could not name a force that moves them.
---
mcq # What happens at a mid-ocean ridge? # New sea floor forms; An old plate sinks; Two continents collide; Mountains are folded # At mid-ocean ridges, two plates move apart and hot rock rises to form new sea floor.
cloze # Fill in the gap. # The sinking of a dense oceanic plate below a continent is called {subduction}. # the denser oceanic plate sinks into the mantle; this is called subduction
matching # Match each mountain range or region with the process that made it. # Andes = an oceanic plate sinking below a continent; Himalaya = the collision of two continents; Sea floor = plates moving apart # Subduction zones are marked by deep trenches and chains of volcanoes, such as the Andes.
true_false # True or false: When two continents collide, the older one sinks into the mantle. # false # When two continents collide, neither sinks, and the crust is folded into mountains
short_answer # Why did most geologists reject Wegener's idea at first? # He could not name a force that moves the continents. # most geologists rejected the idea because he could not name a force that moves them
essay # Describe the three kinds of plate boundaries and what can be observed at each of them. # At ridges plates move apart and new sea floor forms. In subduction zones an oceanic plate sinks, which makes trenches and volcanoes. At transform faults plates slide past each other and earthquakes release the strain. # At transform faults, plates slide past each other, and friction lets strain build up
# acids
An acid is a substance that gives protons to water; a base takes them up. The pH scale is logarithmic: one step means a tenfold change in the concentration of hydrogen ions. Pure water has a pH of 7 at 25 °C. Stomach juice reaches a pH of about 1.5, mainly because of hydrochloric acid. When an acid and a base react with each other, a salt and water are formed. A buffer, such as the bicarbonate in blood, keeps the pH nearly constant when a little acid or base is added. Litmus turns red in acids and blue in bases. Rain becomes acidic when sulphur dioxide from burning coal dissolves in drops of water.
---
mcq # What does an acid do when it is dissolved in water? # It gives protons away; It takes protons up; It gives neutrons away; It takes neutrons up # An acid is a substance that gives protons to water
numeric # What is the pH of pure water at 25 °C? # 7 ± 0 # Pure water has a pH of 7 at 25 °C.
mcq # By which factor does the concentration of hydrogen ions change between pH 4 and pH 5? # 10; 2; 5; 100 # one step means a tenfold change in the concentration of hydrogen ions
multi_select # What is formed when an acid reacts with a base? Choose all that apply. # +a salt; +water; -oxygen; -a metal; -a buffer # When an acid and a base react with each other, a salt and water are formed.
cloze # Fill in the gaps. # Litmus is {red} in an acid and {blue} in a base. # Litmus turns red in acids and blue in bases.
short_answer # What does a buffer do? # It keeps the pH nearly constant when a little acid or base is added. # A buffer, such as the bicarbonate in blood, keeps the pH nearly constant
mcq # Which gas from burning coal makes rain acidic? # sulphur dioxide; carbon monoxide; methane; argon # Rain becomes acidic when sulphur dioxide from burning coal dissolves in drops of water.
# orbits
Kepler found that planets move on ellipses with the Sun at one focus. A planet moves fastest at perihelion, the point nearest to the Sun, and slowest at aphelion. The Earth is 147 million kilometres from the Sun in January and 152 million kilometres in July, so the seasons are not caused by distance. They are caused by the tilt of the axis, which is 23.4 degrees. Newton later showed that all of Kepler's laws follow from a force that falls with the square of the distance. Halley used the laws to predict that the comet of 1682 would return in 1758, and it did, sixteen years after his death. The orbit of Mercury turns a little more than Newton's law allows, which general relativity explained in 1915.
---
mcq # What is the shape of a planet's orbit? # an ellipse; a circle; a parabola; a spiral # planets move on ellipses with the Sun at one focus
mcq # At which point of its orbit does a planet move fastest? # perihelion; aphelion; zenith; equinox # A planet moves fastest at perihelion
short_answer # Explain how it can be told that distance from the Sun does not cause the seasons. # The Earth is nearest to the Sun in January and farthest in July, when the north has winter and summer. # The Earth is 147 million kilometres from the Sun in January and 152 million kilometres in July
numeric # By how many degrees is the axis of the Earth tilted? # 23.4 degrees ± 0.5 # the tilt of the axis, which is 23.4 degrees
true_false # True or false: Halley lived to see the comet return that he had predicted. # false # it did, sixteen years after his death
mcq # Which planet's orbit turns a little more than Newton's law allows? # Mercury; Venus; Mars; Saturn # The orbit of Mercury turns a little more than Newton's law allows
ordering # Put these steps in the order in which they happened. # Newton explained Kepler's laws by a force; Halley's comet returned; General relativity explained the orbit of Mercury # Halley used the laws to predict that the comet of 1682 would return in 1758
# bread
Bread rises because yeast ferments sugar into carbon dioxide and alcohol. Kneading links two proteins of wheat, gliadin and glutenin, into gluten, an elastic net that holds the gas. Dough ferments best at about 27 °C; below 10 °C the yeast nearly stops, and above 50 °C it dies. Salt strengthens gluten and slows fermentation. In the oven, steam keeps the surface soft so that the loaf can expand before the crust sets. At about 70 °C the starch swells and turns the dough into crumb. The brown colour and smell of the crust come from the Maillard reaction between sugars and amino acids. Sourdough contains lactic acid bacteria as well as yeast, which makes it keep longer.
---
mcq # Which gas makes bread dough rise? # carbon dioxide; hydrogen; nitrogen; oxygen # yeast ferments sugar into carbon dioxide and alcohol
multi_select # From which two proteins does gluten form? Choose all that apply. # +gliadin; +glutenin; -albumin; -casein; -collagen # Kneading links two proteins of wheat, gliadin and glutenin, into gluten
numeric # At about which temperature in °C does dough ferment best? # 27 °C ± 2 # Dough ferments best at about 27 °C
true_false # True or false: Salt speeds up the fermentation of dough. # false # Salt strengthens gluten and slows fermentation.
short_answer # Why is steam let into the oven at the beginning of baking? # It keeps the surface soft so that the loaf can expand before the crust sets. # steam keeps the surface soft so that the loaf can expand before the crust sets
matching # Match each temperature with what happens to dough there. # 10 °C = the yeast nearly stops; 50 °C = the yeast dies; 70 °C = the starch swells # below 10 °C the yeast nearly stops, and above 50 °C it dies
mcq # What gives the crust of bread its colour? # the Maillard reaction; the swelling of starch; the action of yeast; the loss of salt # The brown colour and smell of the crust come from the Maillard reaction between sugars and amino acids.
`;
