/** What people and machines say when they answer, in one language. Written for this corpus. */
export interface Texts {
  readonly hello: readonly string[]
  readonly business: readonly string[]
  readonly voicemail: readonly string[]
}

/** The two wordings of call screening that their makers' users quote. */
export const SCREENING = [
  "Hi, if you record your name and reason for calling, I'll see if this person is available.",
  "Hi, I'm Call Assist by Google recording this call for the person you're trying to reach. Before I try to connect you, can I ask what you're calling about?",
]

export const MENU = [
  'Welcome to the city clinic. For appointments, press one. For prescriptions, press two. For all other questions, press three, or stay on the line.',
  'Thank you for calling. Your call may be recorded for training purposes. If you know the extension of the person you are calling, you may dial it at any time.',
  'You have reached the customer service line. For English, press one. To hear these options again, press nine.',
]

export const TEXTS: Readonly<Record<string, Texts>> = {
  en: {
    hello: [
      'Hello?',
      'Hi.',
      'Yes?',
      'Hello, Tom speaking.',
      'Good morning.',
      'Yeah, hello?',
      'This is Anna.',
      'Hello hello?',
      'Smith residence.',
      'Hey, what is up?',
      'Speaking.',
      'Maria here, hi.',
    ],
    business: [
      'Good morning, Acme, Karen speaking.',
      'Harbour Dental, this is Paul, how can I help you?',
      'Thank you for calling Northwind, how may I help?',
      'Baker and Sons, good afternoon.',
      'Front desk, Julia speaking, what can I do for you?',
      'Law offices of Miller and Day, hello.',
      'Pizza Roma, good evening, can I take your order?',
      'City library, reference desk, hello?',
      'Service department, this is Mike.',
      'Green Garage, how can I help?',
    ],
    voicemail: [
      "Hi, you've reached Anna. I can't come to the phone right now, so please leave a message after the tone and I'll get back to you.",
      'You have reached the voicemail box of five five five, zero one four two. Please leave your message after the beep.',
      'The person you are trying to reach is not available. At the tone, please record your message. When you have finished recording, you may hang up.',
      "Hey, it's Tom. Leave me a message. Thanks, bye.",
      'Thank you for calling Northwind. Our office is closed. Our hours are Monday to Friday, nine to five. Please leave your name and number.',
      'Your call has been forwarded to an automated voice messaging system. Mike is not available. At the tone, please record your message.',
      "Sorry I missed you. I'm either on the other line or away from my desk. Leave your name, your number, and a short message.",
    ],
  },
  de: {
    hello: [
      'Hallo?',
      'Ja bitte?',
      'Schmidt.',
      'Ja, hallo?',
      'Guten Tag.',
      'Müller hier.',
      'Hallo, Anna am Apparat.',
      'Ja?',
    ],
    business: [
      'Guten Tag, Firma Weber, Klaus Weber am Apparat.',
      'Praxis Doktor Lang, guten Morgen, was kann ich für Sie tun?',
      'Autohaus König, mein Name ist Petra Sommer.',
      'Stadtwerke Service, guten Tag.',
      'Bäckerei Huber, hallo?',
      'Hotel Krone, Empfang, schönen guten Abend.',
    ],
    voicemail: [
      'Guten Tag, Sie sind verbunden mit dem Anschluss von Familie Schmidt. Leider sind wir gerade nicht zu Hause. Bitte hinterlassen Sie eine Nachricht nach dem Signalton.',
      'Der gewünschte Gesprächspartner ist zurzeit nicht erreichbar. Bitte sprechen Sie nach dem Ton.',
      'Hallo, hier ist die Mailbox von Anna. Sprecht mir einfach drauf, ich rufe zurück.',
      'Sie haben die Praxis Doktor Lang ausserhalb der Sprechzeiten erreicht. Wir sind ab acht Uhr wieder für Sie da.',
    ],
  },
  es: {
    hello: [
      '¿Hola?',
      '¿Diga?',
      '¿Sí?',
      '¿Bueno?',
      'Dígame.',
      'Hola, soy Ana.',
      '¿Aló?',
      'Sí, ¿quién es?',
    ],
    business: [
      'Buenos días, Clínica Norte, le atiende Marta.',
      'Talleres García, dígame.',
      'Gracias por llamar a Acme, ¿en qué puedo ayudarle?',
      'Hotel Sol, buenas tardes, recepción.',
      'Farmacia Central, buenos días, ¿qué desea?',
    ],
    voicemail: [
      'Hola, has llamado a Ana. Ahora no puedo atenderte. Deja tu mensaje después de la señal y te llamaré.',
      'El número marcado no está disponible en este momento. Por favor, deje su mensaje después de oír la señal.',
      'Le atiende el buzón de voz. Grabe su mensaje después de la señal. Para terminar, cuelgue.',
    ],
  },
  it: {
    hello: ['Pronto?', 'Sì?', 'Pronto, chi parla?', 'Ciao.', 'Sono Carla.', 'Buongiorno.'],
    business: [
      'Buongiorno, studio Rossi, sono Carla.',
      'Pizzeria Roma, buonasera, mi dica.',
      'Officina Bianchi, come posso aiutarla?',
      'Hotel Milano, buongiorno, reception.',
    ],
    voicemail: [
      'Salve, risponde la segreteria telefonica di Carla. In questo momento non posso rispondere. Lasciate un messaggio dopo il segnale acustico.',
      'Il cliente da lei chiamato non è al momento raggiungibile. La preghiamo di richiamare più tardi.',
    ],
  },
  fr: {
    hello: ['Allô?', 'Oui?', 'Allô oui?', 'Bonjour.', 'Oui bonjour.', 'Claire à l’appareil.'],
    business: [
      'Cabinet Martin, bonjour, Claire à votre écoute.',
      'Garage Dupont, bonjour.',
      'Bonjour, Acme, que puis-je faire pour vous?',
      'Hôtel du Lac, réception, bonsoir.',
      'Pharmacie centrale, bonjour, je vous écoute.',
    ],
    voicemail: [
      'Bonjour, vous êtes bien sur la messagerie de Claire. Je ne suis pas disponible pour le moment. Laissez-moi un message après le bip sonore.',
      'Le correspondant que vous cherchez à joindre n’est pas disponible. Veuillez laisser votre message après le signal sonore.',
      'Salut, c’est Paul. Laisse un message.',
    ],
  },
  nl: {
    hello: ['Hallo?', 'Met Jan.', 'Ja?', 'Goedemorgen.', 'Met de Vries.', 'Hallo, met Anneke.'],
    business: [
      'Goedemorgen, garage De Boer, met Peter.',
      'Tandartspraktijk Zuid, met Els, waarmee kan ik u helpen?',
      'Hotel Centrum, receptie, goedenavond.',
      'Bakkerij Smit, zegt u het maar.',
    ],
    voicemail: [
      'Hallo, dit is de voicemail van Jan. Ik kan de telefoon nu niet opnemen. Spreek een bericht in na de piep, dan bel ik je terug.',
      'De persoon die u belt is op dit moment niet bereikbaar. Laat een bericht achter na de toon.',
    ],
  },
  pt: {
    hello: ['Alô?', 'Sim?', 'Estou?', 'Oi, quem fala?', 'Bom dia.', 'Aqui é a Ana.'],
    business: [
      'Bom dia, clínica Santos, fala a Marta.',
      'Oficina Silva, em que posso ajudar?',
      'Hotel Atlântico, boa noite, recepção.',
      'Obrigado por ligar para a Acme, pois não?',
    ],
    voicemail: [
      'Olá, você ligou para a Ana. No momento não posso atender. Deixe o seu recado depois do sinal.',
      'A pessoa chamada não está disponível. Por favor, grave a sua mensagem após o sinal.',
    ],
  },
  pl: {
    hello: ['Halo?', 'Tak, słucham?', 'Słucham.', 'Dzień dobry.', 'Mówi Anna.', 'No cześć.'],
    business: [
      'Dzień dobry, firma Nowak, przy telefonie Anna.',
      'Serwis Auto Plus, słucham, w czym mogę pomóc?',
      'Hotel Pod Różą, recepcja, dobry wieczór.',
    ],
    voicemail: [
      'Dzień dobry, tu automatyczna sekretarka. Nie mogę teraz odebrać telefonu. Proszę zostawić wiadomość po sygnale.',
      'Abonent jest czasowo niedostępny. Prosimy spróbować później lub nagrać wiadomość po sygnale.',
    ],
  },
}
