/** The lab's customers with what each does, in the words of a board: `+12025550100 says hello`. */
export const LAB_NUMBERS = [
  { number: '+12025550100', what: 'says hello' },
  { number: '+12025550101', what: 'answers as a business' },
  { number: '+12025550102', what: 'voicemail, then a beep' },
  { number: '+12025550103', what: 'voicemail, no beep' },
  { number: '+12025550104', what: 'is busy' },
  { number: '+12025550105', what: 'never answers' },
  { number: '+12025550106', what: 'declines' },
  { number: '+12025550107', what: 'does not exist' },
  { number: '+12025550108', what: 'is a fax machine' },
  { number: '+12025550109', what: 'special information tone' },
  { number: '+12025550110', what: 'answers in silence' },
  { number: '+12025550111', what: 'screens the call' },
  { number: '+12025550112', what: 'hangs up at once' },
  { number: '+12025550113', what: 'answers after 20 s' },
] as const
