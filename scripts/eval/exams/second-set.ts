/** A second set of texts, good and bad questions, in the form of the other files of this folder: written when the gates were done. */
export const secondTexts = `
# bees
A honeybee colony has one queen, some hundred drones and up to 50,000 workers. The queen lays about 1,500 eggs a day in early summer. A larva that is fed royal jelly all its life becomes a queen; one that gets pollen and honey after the third day becomes a worker. Foragers that have found nectar tell others its direction and distance by a waggle dance, whose angle to the vertical equals the angle between the sun and the food. In winter the bees form a cluster and keep its core at 35 °C by trembling with their flight muscles. The mite Varroa destructor weakens colonies because it carries viruses from bee to bee.
---
mcq # What decides whether a female larva becomes a queen? # the food it is given; the size of its egg; the season of the year; the age of its mother # A larva that is fed royal jelly all its life becomes a queen
numeric # How many eggs does a queen bee lay in a day in early summer? # 1500 ± 100 # The queen lays about 1,500 eggs a day in early summer.
cloze # Fill in the gap. # Foragers tell others where nectar is by a {waggle dance|dance}. # tell others its direction and distance by a waggle dance
true_false # True or false: In winter, bees keep their cluster warm by trembling with their flight muscles. # true # keep its core at 35 °C by trembling with their flight muscles
short_answer # Why does the mite Varroa destructor weaken bee colonies? # It carries viruses from bee to bee. # weakens colonies because it carries viruses from bee to bee
multi_select # Which animals live in a honeybee colony? Choose all that apply. # +a queen; +drones; +workers; -soldiers; -nurses of other species # A honeybee colony has one queen, some hundred drones and up to 50,000 workers.
# bridges
A beam bridge carries its load by bending: its upper side is pressed and its lower side is pulled. An arch turns the load into pressure that it passes on to its abutments, which is why the Romans could build bridges of stone without mortar. In a suspension bridge the deck hangs from cables, which are under tension and anchored in the ground. The Tacoma Narrows Bridge collapsed in 1940, four months after it was opened, because wind made its thin deck twist. Since then, decks have been stiffened and models tested in wind tunnels. Steel expands when it gets warm, so that long bridges need joints; a kilometre of steel grows by about 12 centimetres when the temperature rises by 10 degrees.
---
mcq # Which force do the cables of a suspension bridge carry? # tension; pressure; torsion; shear # the deck hangs from cables, which are under tension and anchored in the ground
short_answer # Why did the Tacoma Narrows Bridge collapse? # Wind made its thin deck twist. # because wind made its thin deck twist
true_false # True or false: The lower side of a loaded beam is pressed together. # false # its upper side is pressed and its lower side is pulled
numeric # By how many centimetres does a kilometre of steel grow when it gets 10 degrees warmer? # 12 cm ± 1 # a kilometre of steel grows by about 12 centimetres when the temperature rises by 10 degrees
matching # Match each kind of bridge with what carries its load. # beam bridge = bending; arch bridge = pressure on abutments; suspension bridge = anchors in the ground # An arch turns the load into pressure that it passes on to its abutments
essay # Compare how beam, arch and suspension bridges carry their loads. # A beam bends: its upper side is pressed and its lower side is pulled. An arch turns the load into pressure on its abutments. In a suspension bridge the deck hangs from cables under tension. # A beam bridge carries its load by bending: its upper side is pressed and its lower side is pulled.
# elections
In a majority system each district elects one member, and whoever has the most votes wins. Under proportional representation, parties get seats according to their share of all votes. Majority systems tend to produce two large parties, as Maurice Duverger argued in 1951, because voters do not want to waste votes on candidates without a chance. Many countries with proportional representation have a threshold, which is 5 % in Germany and 10 % was long the rule in Turkey. Gerrymandering means drawing districts so that one party gains; the word goes back to Elbridge Gerry, who as governor of Massachusetts signed such a law in 1812. Compulsory voting, as in Australia since 1924, raises turnout to about 90 %.
---
mcq # How many members does a district elect in a majority system? # one; two; three; as many as there are parties # In a majority system each district elects one member
mcq # To which number of large parties do majority systems tend? # two; four; seven; ten # Majority systems tend to produce two large parties
cloze # Fill in the gap. # Drawing districts so that one party gains is called {gerrymandering}. # Gerrymandering means drawing districts so that one party gains
numeric # How high, in per cent, is the threshold for parties in Germany? # 5 % ± 0 # which is 5 % in Germany
short_answer # Explain why majority systems tend to favour large parties. # Voters do not want to waste votes on candidates without a chance. # because voters do not want to waste votes on candidates without a chance
true_false # True or false: Compulsory voting has little effect on turnout. # false # Compulsory voting, as in Australia since 1924, raises turnout to about 90 %.
`;

export const secondNegatives = {
  grounding: `
bees # mcq # What do drones eat? # fermented honeydew; pollen; nectar; wax # A honeybee colony has one queen, some hundred drones and up to 50,000 workers.
bees # numeric # How many workers does a colony have at most? # 60000 ± 0 # up to 50,000 workers
bridges # mcq # Why did the Tacoma Narrows Bridge collapse? # corroded anchor bolts; wind; snow; heavy lorries # The Tacoma Narrows Bridge collapsed in 1940
bridges # cloze # Fill in the gap. # The deck of a suspension bridge hangs from {pylons}. # In a suspension bridge the deck hangs from cables
elections # true_false # True or false: Compulsory voting in Australia began in 1942. # true # Compulsory voting, as in Australia since 1924
elections # short_answer # What did Duverger argue? # Large states need strong presidents with veto powers. # as Maurice Duverger argued in 1951
elections # mcq # How many members does a district elect? # one; two; three; four # In a majority system every district elects just one member`,
  single_key: `
bees # mcq # Which of these live in a honeybee colony? # drones; workers; soldiers; ants # A honeybee colony has one queen, some hundred drones and up to 50,000 workers.
bees # mcq # At which temperature do bees keep the core of their winter cluster? # 35 °C; 35 degrees Celsius; 20 °C; 12 °C # keep its core at 35 °C
bridges # mcq # What is the lower side of a loaded beam? # pulled; pulled apart in summer; pressed; dry # its lower side is pulled
bridges # mcq # By how much does a kilometre of steel grow when it gets 10 degrees warmer? # 12 centimetres; 120 mm; 2 centimetres; 30 centimetres # grows by about 12 centimetres
elections # mcq # What is the threshold in Germany? # 5 %; five per cent; 3 %; 10 % # which is 5 % in Germany
elections # mcq # Under which system do parties get seats by their share of votes? # proportional representation; the proportional representation; majority system; lottery # Under proportional representation, parties get seats according to their share of all votes.`,
  option_cues: `
bees # mcq # How do foragers tell others where nectar is? # by a waggle dance whose angle to the vertical equals that between sun and food; by smell; by song; by touch # by a waggle dance, whose angle to the vertical equals the angle between the sun and the food
bees # mcq # What weakens bee colonies? # mites; cold; hunger; all of the above # The mite Varroa destructor weakens colonies
bridges # mcq # What do the cables of a suspension bridge carry? # tension, like all cables of a suspension bridge; pressure; heat; water # which are under tension
bridges # mcq # The load of a bridge of stone is carried by an # arch; beam; cable; deck # An arch turns the load into pressure
elections # mcq # What does compulsory voting do? # It generally raises turnout; It always ends parties; It never changes anything; It completely stops fraud # raises turnout to about 90 %
elections # mcq # Which system has one winner a district? # majority system; A and C; list system; none of these # each district elects one member`,
  duplicate: `
bees # mcq # What makes a female larva become a queen bee? # the food it is given; its colour; its birthday; its weight # A larva that is fed royal jelly all its life becomes a queen
bees # short_answer # For what reason are bee colonies weakened by the mite Varroa destructor? # The mite carries viruses between bees. # because it carries viruses from bee to bee
bridges # cloze # Fill in the gap. # The cables of a suspension bridge carry {tension}. # cables, which are under tension
bridges # true_false # True or false: The lower side of a loaded beam is pulled. # true # its lower side is pulled
elections # mcq # What is drawing districts so that one party gains called? # gerrymandering; lobbying; canvassing; polling # Gerrymandering means drawing districts
elections # numeric # Which threshold, in per cent, applies to parties in Germany? # 5 % ± 0 # which is 5 % in Germany`,
  leak: `
bees # mcq # By a waggle dance foragers tell others where nectar is. What does its angle equal? # that to the sun; that of the hive; that of the wind; that of the moon # whose angle to the vertical equals the angle between the sun and the food
bees # true_false # True or false: A queen bee lays 1,500 eggs in a day of early summer. # true # The queen lays about 1,500 eggs a day
bridges # short_answer # Wind made the thin deck of the Tacoma Narrows Bridge twist, and it collapsed. What has been done since? # Decks have been stiffened and models tested in wind tunnels. # Since then, decks have been stiffened
bridges # mcq # The cables of a suspension bridge carry tension as a force. Where are they anchored? # in the ground; in the deck; in the air; in the water # anchored in the ground
elections # mcq # Gerrymandering, or drawing districts so that one party gains, is named after whom? # Elbridge Gerry; Maurice Duverger; a lizard; a town # the word goes back to Elbridge Gerry
elections # true_false # True or false: In a majority system a district elects one member. # true # In a majority system each district elects one member`,
  self_contained: `
bees # mcq # Based on this text, how is a queen made? # by royal jelly; by size; by age; by luck # A larva that is fed royal jelly all its life becomes a queen
bees # mcq # Why do they tremble in winter? # to keep warm; to dance; to mate; to eat # keep its core at 35 °C by trembling
bridges # mcq # Which kind of bridge does the diagram show? # arch; beam; cable; rope # An arch turns the load into pressure
bridges # true_false # True or false: This bridge collapsed in 1940. # true # collapsed in 1940
elections # mcq # What did our survey of voters find? # more turnout; less turnout; no change; fraud # raises turnout to about 90 %
elections # mcq # Wie viele Abgeordnete wählt ein Wahlkreis in einem System der Mehrheitswahl? # einen; zwei; drei; vier # each district elects one member`,
} as const;
