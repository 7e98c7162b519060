/**
 * A small set of invented abstracts from several fields, each with a plain version by hand whose every sentence
 * is true to the abstract, and with sentences that are not. Written for this project, so that the evaluation
 * runs anywhere; nothing here is a real finding.
 */
export interface EvalPaper {
  title: string;
  abstract: string;
  /** Faithful sentences in free wording. */
  plain: readonly string[];
  /** Unfaithful sentences in free wording. */
  wrong: readonly string[];
}

export const evalPapers: readonly EvalPaper[] = [
  {
    title: 'Walking groups for adults with mild hypertension: a randomised controlled trial',
    abstract:
      'We randomised 412 adults with mild hypertension to a supervised walking group (n = 206) or to written advice (n = 206). After 12 months, systolic blood pressure had fallen by 6.4 mmHg in the walking group and by 1.9 mmHg in the control group (mean difference −4.5 mmHg, 95% CI −6.8 to −2.2, p < 0.001). There was no significant difference in body weight between the groups. Adherence declined from 88% in the first month to 61% in the last month, although participants who walked with a partner attended more sessions. Three participants in the walking group reported knee pain; no serious adverse events occurred. The study was not powered to detect differences in stroke or mortality. Supervised walking groups may be a feasible way to lower blood pressure in primary care, but longer trials are needed.',
    plain: [
      'The study took 412 adults whose blood pressure was slightly too high.',
      'Half of them joined a supervised walking group, the others got written advice.',
      'After one year, blood pressure had dropped by 6.4 mmHg in the walking group.',
      'In the control group it fell by only 1.9 mmHg.',
      'Body weight did not differ much between the two groups.',
      'In the last month about six in ten people still attended.',
      'People who walked with a partner came to more sessions.',
      'There were no serious adverse events.',
      'The study was too small to show whether strokes or deaths differ.',
      'Walking groups may help to lower blood pressure, but longer trials are needed.',
    ],
    wrong: [
      'After one year, blood pressure had risen by 6.4 mmHg in the walking group.',
      'In the control group blood pressure fell by 6.4 mmHg.',
      'Body weight differed significantly between the groups.',
      'Adherence rose from 61% in the first month to 88% in the last month.',
      'Serious adverse events occurred in the walking group.',
      'The study was powered to detect differences in stroke or mortality.',
      'People who walked with a partner attended fewer sessions.',
      'The walking group also slept an hour longer every night.',
    ],
  },
  {
    title: 'Hedgerows and wild bee diversity on arable farms',
    abstract:
      'Wild bees are important pollinators, yet their numbers are declining in intensively farmed regions. We surveyed bees on 54 arable farms in three regions over two years and compared farms with restored hedgerows (n = 27) with farms without hedgerows (n = 27). Farms with hedgerows had 1.8 times as many bee species and twice as many nests per hectare as farms without. Species richness increased with the age of the hedgerow up to about 15 years, after which it did not increase further. Pesticide use was associated with lower bee abundance on both kinds of farm. We found no effect of hedgerows on honeybee density. Because farms were not assigned at random, the results do not prove that hedgerows caused the difference. Restoring hedgerows could support wild bees without reducing crop yields, which were similar on both kinds of farm.',
    plain: [
      'Wild bees pollinate plants, but there are fewer and fewer of them where farming is intensive.',
      'The researchers counted bees on 54 farms in three regions for two years.',
      'Farms with hedgerows had nearly twice as many bee species as farms without.',
      'The older the hedgerow, the more species there were, up to about 15 years.',
      'Where more pesticide was used, there were fewer bees.',
      'Hedgerows had no effect on honeybees.',
      'The study does not prove that the hedgerows caused the difference.',
      'Crop yields were about the same on both kinds of farm.',
    ],
    wrong: [
      'The researchers counted bees on 154 farms in three regions for two years.',
      'Farms with hedgerows had 1.8 times fewer bee species.',
      'Hedgerows had a clear effect on honeybee density.',
      'Pesticide use was associated with higher bee abundance.',
      'The results prove that hedgerows caused the difference.',
      'Crop yields were different on both kinds of farm.',
      'Farmers were paid for every metre of new hedgerow by the government.',
    ],
  },
  {
    title: 'Incremental garbage collection for low-latency servers',
    abstract:
      'Long garbage collection pauses are a problem for servers with latency targets. We present Skim, an incremental collector that moves objects in small regions while the program continues to run. In our experiments on 14 benchmarks, Skim reduced the 99th percentile pause from 120 ms to 8 ms compared with the default collector. Throughput was 6% lower on average, and memory use was 11% higher. Skim outperforms a state-of-the-art concurrent collector on 11 of the 14 benchmarks, but it is slower on programs that allocate very large arrays. Skim does not need special hardware and does not require changes to the program. We conclude that short pauses can be achieved at a moderate cost in throughput.',
    plain: [
      'When a program cleans up its memory, a server can pause for a long time.',
      'Skim is a collector that works in small steps while the program goes on running.',
      'On 14 benchmarks it cut the longest pauses from 120 ms to 8 ms.',
      'On average, throughput was 6% lower and memory use 11% higher.',
      'It was better than another modern collector on 11 of the 14 benchmarks.',
      'It is slower for programs with very large arrays.',
      "It doesn't need special hardware.",
      'Short pauses are possible if some loss of throughput is accepted.',
    ],
    wrong: [
      'On 14 benchmarks it cut the longest pauses from 8 ms to 120 ms.',
      'On 14 benchmarks it cut the longest pauses from 120 s to 8 s.',
      'Throughput was 11% lower on average, and memory use was 6% higher.',
      'Throughput was 6% higher on average.',
      'Skim needs special hardware.',
      'It is faster for programs with very large arrays.',
      'Skim is already used by several banks in their payment systems.',
    ],
  },
  {
    title: 'Retrieval practice and long-term retention in secondary school history lessons',
    abstract:
      'Retrieval practice, defined as recalling information from memory instead of rereading it, improves learning in the laboratory. Whether it works in ordinary classrooms is less clear. In this study, 23 history classes with 574 students aged 13 to 15 years were assigned either to weekly short quizzes or to weekly rereading for one term. Eight weeks later, the quiz classes answered 64% of the test questions correctly and the rereading classes 53%. The benefit was larger for students with low prior knowledge. Students in the quiz classes reported slightly more anxiety at the start, but this difference disappeared by the end of the term. Teachers needed 15 minutes less preparation time per week with rereading. Quizzes had no effect on interest in history. These findings suggest that short quizzes are a simple means to improve retention, although effects beyond eight weeks remain unknown.',
    plain: [
      'Retrieval practice means recalling something from memory instead of reading it again.',
      'The study looked at 574 students between 13 and 15 years of age.',
      'Some classes had short quizzes every week, others read the text again.',
      'Eight weeks later, the quiz classes got 64% of the questions right, the others 53%.',
      'Students who knew little before gained more.',
      'At the start, students with quizzes were slightly more anxious.',
      'By the end of the term this difference had gone.',
      'Quizzes did not change how interested students were in history.',
      'We do not know what happens after more than eight weeks.',
    ],
    wrong: [
      'Eight weeks later, the quiz classes got 53% of the questions right, the others 64%.',
      'Eight months later, the quiz classes answered 64% of the test questions correctly.',
      'The benefit was smaller for students with low prior knowledge.',
      'Students in the quiz classes reported slightly less anxiety at the start.',
      'Quizzes had an effect on interest in history.',
      'Effects beyond eight weeks are known.',
      'The students also improved in mathematics and foreign languages.',
    ],
  },
  {
    title: 'A transparent coating that cools windows without electricity',
    abstract:
      'Cooling buildings accounts for about 10% of global electricity use. We report a transparent polymer coating that reflects near-infrared light and emits heat, so that a window becomes cooler than its surroundings. In outdoor tests over 30 days, coated panes were on average 7.5 °C cooler than uncoated panes, and they let 82% of visible light pass. The coating lost less than 3% of its performance after 1,000 hours of ultraviolet exposure. It was not tested at temperatures below −10 °C. A simulation of an office building indicates that the coating could reduce the energy for cooling by up to 22%, although heating needs in winter increased by 4%. The coating is cheaper than multilayer films because it is applied in one step.',
    plain: [
      'Cooling buildings uses about a tenth of the electricity of the world.',
      'The new coating is transparent and makes a window cooler than its surroundings.',
      'In tests over 30 days, coated panes were 7.5 °C cooler than panes without it.',
      'They let 82 percent of visible light through.',
      'After 1000 hours of ultraviolet light it had lost less than 3% of its performance.',
      'It has not been tested below −10 °C.',
      'In a simulation, an office building could need up to 22% less energy for cooling.',
      'But in winter 4% more heating was needed.',
      'The coating costs less than multilayer films, because it is put on in one step.',
    ],
    wrong: [
      'In tests over 30 days, coated panes were 7.5 °C warmer than panes without it.',
      'They let 28% of visible light through.',
      'After 1,000 hours of ultraviolet exposure it had lost more than 3% of its performance.',
      'It was tested at temperatures below −10 °C.',
      'The coating could reduce the energy for cooling by up to 4%.',
      'Heating needs in winter decreased by 4%.',
      'The coating is dearer than multilayer films and its colour fades within a year of use.',
    ],
  },
  {
    title: 'Household debt and saving after a rise in the minimum wage',
    abstract:
      'We study how a rise in the minimum wage from 8.50 to 9.35 euros per hour affected the finances of low-income households. Using survey data on 9,214 households, we compare regions with many affected workers with regions with few. Monthly income rose by 74 euros on average in affected households. About one third of the additional income was saved, and the share of households with overdue bills fell from 17% to 14%. We find no evidence that employment declined. Consumer debt increased slightly among households under 30 years of age, but not among older households. The results should be interpreted with caution, because the survey did not include people who moved between regions.',
    plain: [
      'The minimum wage rose from 8.50 to 9.35 euros an hour.',
      'The study used survey data on more than 9,000 households.',
      'Affected households had 74 euros more income a month on average.',
      'They saved about a third of it.',
      'The share of households with overdue bills dropped from 17% to 14%.',
      'There is no evidence that employment fell.',
      'Young households took on slightly more debt, older ones did not.',
      'People who moved between regions were not part of the survey.',
    ],
    wrong: [
      'The minimum wage rose from 9.35 to 8.50 euros an hour.',
      'Affected households had 74 euros less income a month on average.',
      'The share of households with overdue bills rose from 14% to 17%.',
      'There is evidence that employment declined.',
      'About two thirds of the additional income was saved.',
      'Consumer debt increased slightly among older households.',
      'Rents in the affected regions became more expensive as a result.',
    ],
  },
];
