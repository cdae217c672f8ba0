/**
 * The share of dials that end with a person on the line, as it is now: the chances of twenty rates,
 * weighed by every outcome, with a small chance each time that the rate has jumped to any other. It
 * holds still while nothing changes and follows a jump within about ten outcomes (a hidden Markov
 * model; Rabiner, Proceedings of the IEEE 77, 1989). Plain data; changed only by the functions here.
 */
export type AnswerRate = number[]

const RATES = Array.from({ length: 20 }, (_, i) => (i + 0.5) / 20)
/** The chance that the rate has changed since the last outcome. */
const JUMP = 1 / 400
/** So many standard deviations above the mean are reckoned with. */
const CAUTION = 1.3

/** A new trunk takes its customers to answer nearly always: it begins with few dials. */
export function createAnswerRate(): AnswerRate {
  const weights = RATES.map((rate) => rate ** 6)
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** One dial more has ended: with a person, or not. */
export function weighOutcome(chances: AnswerRate, answered: boolean): void {
  let sum = 0
  for (let i = 0; i < RATES.length; i++) {
    const rate = RATES[i] ?? 0
    const before = (1 - JUMP) * (chances[i] ?? 0) + JUMP / RATES.length
    const after = before * (answered ? rate : 1 - rate)
    chances[i] = after
    sum += after
  }
  for (let i = 0; i < RATES.length; i++) chances[i] = (chances[i] ?? 0) / sum
}

/** The rate that is most to be expected. Pure. */
export function meanRate(chances: AnswerRate): number {
  return RATES.reduce((sum, rate, i) => sum + rate * (chances[i] ?? 0), 0)
}

/**
 * The rate to reckon with, on the side of caution: above the mean, the more the less is known, since
 * a customer too many on the line costs more than one too few. Pure.
 */
export function cautiousRate(chances: AnswerRate): number {
  const mean = meanRate(chances)
  const variance = RATES.reduce((sum, rate, i) => sum + (rate - mean) ** 2 * (chances[i] ?? 0), 0)
  return Math.min(0.99, mean + CAUTION * Math.sqrt(variance))
}
