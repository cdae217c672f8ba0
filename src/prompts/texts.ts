/** What each prompt that comes with Ringfirst says, by language; `lab/make-audio.ts` speaks it. */
export const PROMPT_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: {
    ...numbers([
      'zero',
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
      'eight',
      'nine',
      'ten',
      'eleven',
      'twelve',
      'thirteen',
      'fourteen',
      'fifteen',
      'sixteen',
      'seventeen',
      'eighteen',
      'nineteen',
      'twenty',
    ]),
    ...tens(['thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']),
    'number-hundred': 'hundred',
    'number-thousand': 'thousand',
    'time-am': 'A M',
    'time-pm': 'P M',
    'time-oh': 'oh',
    minute: 'minute',
    minutes: 'minutes',
    'please-hold': 'Thank you for waiting. An agent will be with you shortly.',
    'no-agent':
      'We are sorry. No agent is free at the moment. You keep your place, and we will call you again.',
    'machine-message':
      'Hello, this is Ringfirst, calling you back as you asked. ' +
      'Please call us again when it suits you. Thank you, and goodbye.',
    welcome: 'Welcome.',
    'main-menu': 'For sales, press one. For support, press two. For accounts, press three.',
    'you-are-number': 'You are number',
    'wait-is-about': 'Your wait is about',
    'callback-offer': 'To be called back at your place in line, press',
    'callback-number-is': 'We will call you at',
    'callback-confirm': 'If that is right, press one. For another number, press two.',
    'callback-key-number': 'Please key your number, and then the hash key.',
    'callback-promised': 'You keep your place. We will call you. Goodbye.',
    'callback-not-possible': 'We are sorry, we cannot call that number.',
    'callback-waiting':
      'A call back to you is waiting. To take its place now, press one. ' +
      'To cancel it, press two. To be called an hour later, press three.',
    done: 'That is done. Goodbye.',
    'not-understood': 'Sorry, I did not get that.',
    closed: 'We are closed now.',
    holiday: 'We are closed for the holiday.',
    'open-again-at': 'We are here again at',
    'after-hours-menu': 'To be called back then, press one. To leave a message, press two.',
    'too-long': 'We are sorry to have kept you so long.',
    'leave-message': 'Please leave a message after the tone, and then press the hash key.',
    goodbye: 'Goodbye.',
  },
  de: {
    ...numbers([
      'null',
      'eins',
      'zwei',
      'drei',
      'vier',
      'fünf',
      'sechs',
      'sieben',
      'acht',
      'neun',
      'zehn',
      'elf',
      'zwölf',
      'dreizehn',
      'vierzehn',
      'fünfzehn',
      'sechzehn',
      'siebzehn',
      'achtzehn',
      'neunzehn',
      'zwanzig',
    ]),
    ...tens(['dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig']),
    'number-one-of': 'ein',
    'number-and': 'und',
    'number-hundred': 'hundert',
    'number-thousand': 'tausend',
    'time-oclock': 'Uhr',
    minute: 'Minute',
    minutes: 'Minuten',
    welcome: 'Willkommen.',
    'you-are-number': 'Sie sind Nummer',
    'wait-is-about': 'Die Wartezeit beträgt etwa',
    'callback-offer': 'Für einen Rückruf an Ihrem Platz drücken Sie die',
    'callback-number-is': 'Wir rufen Sie an unter',
    'callback-confirm': 'Wenn das stimmt, drücken Sie eins. Für eine andere Nummer zwei.',
    'callback-key-number': 'Bitte wählen Sie Ihre Nummer und dann die Raute.',
    'callback-promised': 'Sie behalten Ihren Platz. Wir rufen Sie an. Auf Wiederhören.',
    'callback-not-possible': 'Es tut uns leid, diese Nummer können wir nicht anrufen.',
    'callback-waiting':
      'Ein Rückruf an Sie ist vorgemerkt. Um seinen Platz jetzt zu nehmen, drücken Sie eins. ' +
      'Um ihn zu löschen, zwei. Um ihn eine Stunde zu verschieben, drei.',
    'please-hold': 'Danke, dass Sie warten. Gleich ist jemand für Sie da.',
    'no-agent':
      'Es tut uns leid. Im Moment ist niemand frei. Sie behalten Ihren Platz, und wir rufen Sie wieder an.',
    'machine-message':
      'Guten Tag, hier ist Ringfirst mit dem Rückruf, um den Sie gebeten haben. ' +
      'Bitte rufen Sie uns wieder an, wann es Ihnen passt. Vielen Dank und auf Wiederhören.',
    'main-menu':
      'Für den Verkauf drücken Sie eins. Für Hilfe drücken Sie zwei. Für die Buchhaltung drei.',
    done: 'Das ist erledigt. Auf Wiederhören.',
    'not-understood': 'Das habe ich nicht verstanden.',
    closed: 'Wir haben jetzt geschlossen.',
    holiday: 'Heute ist ein Feiertag, und wir haben geschlossen.',
    'open-again-at': 'Wir sind wieder da um',
    'after-hours-menu':
      'Für einen Rückruf zu dieser Zeit drücken Sie eins. Um eine Nachricht zu hinterlassen, zwei.',
    'too-long': 'Es tut uns leid, dass Sie so lange warten mussten.',
    'leave-message':
      'Bitte sprechen Sie Ihre Nachricht nach dem Ton und drücken Sie dann die Raute.',
    goodbye: 'Auf Wiederhören.',
  },
}

function numbers(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word, number) => [`number-${number}`, word]))
}

function tens(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word, index) => [`number-${(index + 3) * 10}`, word]))
}
