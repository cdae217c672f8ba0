import { render } from 'preact'
import { App } from './app.tsx'
import { listenForShortcuts } from './controls/shortcut.tsx'
import './style/tokens.css'
import './style/base.css'
import './style/frame.css'
import './style/controls.css'
import './style/lab.css'
import './style/desk.css'
import './style/board.css'
import './style/calls.css'
import { applyTheme } from './theme.ts'

applyTheme()
listenForShortcuts()
const root = document.getElementById('app')
if (root !== null) render(<App />, root)
