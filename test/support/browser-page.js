import { Registerer, SessionState, UserAgent, Web } from 'sip.js'

/** A browser softphone that says a tone, answers every call and can tell what it hears. */
const context = new AudioContext()
let session
let analyser

window.startPhone = async (settings) => {
  await navigator.mediaDevices.getUserMedia({ audio: true })
  await context.resume()
  const agent = new UserAgent({
    uri: UserAgent.makeURI(`sip:${settings.username}@${settings.realm}`),
    transportOptions: { server: settings.server },
    authorizationUsername: settings.username,
    authorizationPassword: settings.password,
    logLevel: 'error',
    sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory(() =>
      Promise.resolve(toneStream(settings.toneHz)),
    ),
    sessionDescriptionHandlerFactoryOptions: {
      iceGatheringTimeout: 20,
      peerConnectionConfiguration: { iceServers: [] },
    },
    delegate: { onInvite: (invitation) => void answer(invitation) },
  })
  await agent.start()
  await new Registerer(agent, { expires: 60 }).register()
}

window.callState = () => session?.state ?? 'none'
window.hangUp = () => void session?.bye()

window.shareAt = (hz) => {
  if (analyser === undefined) return 0
  const samples = new Float32Array(analyser.fftSize)
  analyser.getFloatTimeDomainData(samples)
  let [total, real, imaginary] = [0, 0, 0]
  samples.forEach((sample, index) => {
    const angle = (2 * Math.PI * hz * index) / context.sampleRate
    total += sample * sample
    real += sample * Math.cos(angle)
    imaginary += sample * Math.sin(angle)
  })
  if (total < samples.length * 1e-5) return 0
  return (2 * (real * real + imaginary * imaginary)) / (samples.length * total)
}

async function answer(invitation) {
  session = invitation
  invitation.stateChange.addListener((state) => {
    if (state === SessionState.Established) listen(invitation)
  })
  await invitation.accept()
}

function listen(invitation) {
  const tracks = invitation.sessionDescriptionHandler.peerConnection
    .getReceivers()
    .map((receiver) => receiver.track)
  const stream = new MediaStream(tracks)
  const element = new Audio()
  element.srcObject = stream
  element.muted = true
  void element.play()
  analyser = context.createAnalyser()
  analyser.fftSize = 8_192
  context.createMediaStreamSource(stream).connect(analyser)
}

function toneStream(hz) {
  const oscillator = context.createOscillator()
  const destination = context.createMediaStreamDestination()
  oscillator.frequency.value = hz
  oscillator.connect(destination)
  oscillator.start()
  return destination.stream
}
