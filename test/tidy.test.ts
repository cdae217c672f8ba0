import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../src/errors.ts'

const ROOT = resolve(import.meta.dirname, '..')
const FILE_LINES_MAX = 400
const FUNCTION_LINES_MAX = 60

/** What each part may import; `.` names a file right under src. */
const IMPORT_LAW: Readonly<Record<string, readonly string[]>> = {
  core: [],
  simulation: ['core'],
  amd: [],
  ports: ['core'],
  store: ['ports', 'core', 'errors', 'folder', 'package-root'],
  softswitch: ['ports', 'core', 'amd', 'errors', 'package-root'],
  dialer: ['ports', 'core', 'errors', 'wall-time', 'opening-hours'],
  config: [
    'core',
    'amd',
    'softswitch/settings',
    'prompts',
    'errors',
    'package-root',
    'wording',
    'opening-hours',
  ],
  api: [
    'ports',
    'core',
    'simulation',
    'errors',
    'folder',
    'package-root',
    'version',
    'wording',
    'wall-time',
    'opening-hours',
  ],
  prompts: ['softswitch/settings', 'errors', 'package-root'],
  lab: ['core', 'amd', 'ports', 'softswitch', 'prompts', 'errors', 'package-root'],
  cli: [
    ...['core', 'ports', 'amd', 'api', 'config', 'softswitch', 'lab', 'dialer', 'prompts'],
    ...[
      'simulation',
      'store',
      'errors',
      'folder',
      'main',
      'switchboard',
      'package-root',
      'version',
      'wording',
    ],
  ],
  desktop: ['api/protocol'],
}

const sources = filesUnder('src').filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
const tests = filesUnder('test').filter((file) => file.endsWith('.ts'))

describe('the import law', () => {
  it('holds everywhere', () => {
    const broken = sources.flatMap((file) => {
      const allowed = IMPORT_LAW[partOf(file)]
      if (allowed === undefined) return []
      return importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => relative(join(ROOT, 'src'), resolve(ROOT, dirname(file), name)))
        .filter((target) => target.split('/')[0] !== partOf(file))
        .filter((target) => !allowed.some((one) => isWithin(target, one)))
        .map((target) => `${file} imports ${target}`)
    })
    expect(broken).toEqual([])
  })

  it('keeps what is known apart from what is done in the core, and the views out of both', () => {
    const rooms = sources
      .filter((file) => file.startsWith('src/core/'))
      .flatMap((file) =>
        importsOf(file).map((name) => ({
          file,
          from: roomOf(file),
          to: roomOf(relative(ROOT, resolve(ROOT, dirname(file), name))),
        })),
      )
    const broken = rooms.filter(
      ({ from, to }) =>
        from !== to && to !== '' && (from === 'state' || (to === 'view' && from !== '')),
    )
    expect(rooms.filter(({ to }) => to === 'state').length).toBeGreaterThan(100)
    expect(broken).toEqual([])
  })

  it('leads no file back to itself', () => {
    expect(sources.length).toBeGreaterThan(300)
    expect(circles()).toEqual([])
  })

  it('keeps libraries and Node out of core, amd and ports', () => {
    const pure = sources.filter((file) => /^src\/(core|amd|ports)\//.test(file))
    const broken = pure.filter((file) => importsOf(file).some((name) => !name.startsWith('.')))
    expect(pure.length).toBeGreaterThan(50)
    expect(broken).toEqual([])
  })

  it('keeps the switch’s libraries behind the wall', () => {
    const broken = sources
      .filter((file) => !file.startsWith('src/softswitch/freeswitch/'))
      .filter((file) => importsOf(file).some((name) => /^(drachtio-|modesl)/.test(name)))
    expect(broken).toEqual([])
  })

  it('lets nothing import the composition root but the command line', () => {
    const broken = sources
      .filter((file) => !file.startsWith('src/cli/'))
      .filter((file) => importsOf(file).some((name) => /(^|\/)main\.ts$/.test(name)))
    expect(broken).toEqual([])
  })
})

describe('sizes', () => {
  it(`are at most ${FILE_LINES_MAX} lines a file`, () => {
    const long = [...sources, ...tests]
      .map((file) => ({ file, lines: parse(file).getLineStarts().length - 1 }))
      .filter(({ lines }) => lines > FILE_LINES_MAX)
    expect(long).toEqual([])
  })

  it(`are at most ${FUNCTION_LINES_MAX} lines a function`, () => {
    const long = sources.flatMap((file) =>
      functionsOf(parse(file))
        .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
        .map(({ name, lines }) => `${file}: ${name} has ${lines} lines`),
    )
    expect(long).toEqual([])
  })
})

describe('every export', () => {
  it('is named', () => {
    const broken = sources.filter((file) => parse(file).statements.some(ts.isExportAssignment))
    expect(broken).toEqual([])
  })

  it('is documented where it does something', () => {
    const undocumented = sources.flatMap((file) =>
      parse(file)
        .statements.filter(needsDocs)
        .filter((statement) => !statement.getFullText().trimStart().startsWith('/**'))
        .map((statement) => `${file}: ${nameOf(statement)}`),
    )
    expect(undocumented).toEqual([])
  })
})

it('names every file beside the folders of src in ARCHITECTURE.md', () => {
  const architecture = read('ARCHITECTURE.md')
  const beside = sources
    .map((file) => file.slice('src/'.length))
    .filter((file) => !file.includes('/'))
  expect(beside.length).toBeGreaterThan(5)
  expect(beside.filter((file) => !architecture.includes(file))).toEqual([])
})

describe('every dependency', () => {
  const manifest = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >
  const architecture = read('ARCHITECTURE.md')
  const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]

  it.each(names)('%s has its reason in ARCHITECTURE.md', (name) => {
    expect(architecture).toContain(`| \`${name}\` |`)
  })

  it('that is named with a reason is there', () => {
    const table = architecture.slice(architecture.indexOf('## Dependencies'))
    const named = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1])
    expect(named.filter((name) => name !== undefined && !names.includes(name))).toEqual([])
  })

  it('that the product runs with is declared as one, at an exact version', () => {
    const used = new Set(
      sources
        .filter((file) => !file.startsWith('src/desktop/'))
        .flatMap((file) => importsOf(file))
        .filter(
          (name) =>
            !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name),
        )
        .map((name) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    )
    expect([...used].filter((name) => !(name in manifest.dependencies))).toEqual([])
    expect(Object.values(manifest.dependencies).filter((version) => !/^\d/.test(version))).toEqual(
      [],
    )
  })
})

describe('the catalogue of errors', () => {
  it('is used whole: no code that nobody raises', () => {
    const text = sources
      .filter((file) => file !== 'src/errors.ts')
      .map(read)
      .join('\n')
    const unused = Object.keys(ERRORS).filter((code) => !text.includes(`'${code}'`))
    expect(unused).toEqual([])
  })
})

describe('the words', () => {
  it('of file names are nouns of the field', () => {
    const drawers = /\/(utils?|helpers?|managers?|common|misc|shared)(\.|\/)/
    expect(sources.filter((file) => drawers.test(file))).toEqual([])
  })
})

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort()
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true)
}

/** Ways along imports that end where they began, one for each file that closes one. */
function circles(): readonly string[] {
  const found: string[] = []
  const done = new Set<string>()
  const way: string[] = []
  const follow = (file: string): void => {
    const at = way.indexOf(file)
    if (at >= 0) found.push([...way.slice(at), file].join(' > '))
    if (at >= 0 || done.has(file)) return
    way.push(file)
    for (const name of importsOf(file).filter((each) => each.startsWith('.'))) {
      follow(relative(ROOT, resolve(ROOT, dirname(file), name)))
    }
    way.pop()
    done.add(file)
  }
  for (const file of sources) follow(file)
  return found
}

/** The room of a file of the core; empty for what stands in the hall. */
function roomOf(file: string): string {
  return file.split('/').slice(2, -1).join('/')
}

function isWithin(target: string, part: string): boolean {
  return target === part || target === `${part}.ts` || target.startsWith(`${part}/`)
}

function partOf(file: string): string {
  return file.split('/')[1] ?? ''
}

function importsOf(file: string): string[] {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined
    if (specifier !== undefined && ts.isStringLiteral(specifier)) names.push(specifier.text)
    ts.forEachChild(node, visit)
  }
  visit(parse(file))
  return names
}

function functionsOf(source: ts.SourceFile): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = []
  const visit = (node: ts.Node): void => {
    const isFunction =
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isConstructorDeclaration(node) ||
      ts.isArrowFunction(node) ||
      ts.isFunctionExpression(node)
    if (isFunction && node.body !== undefined) {
      const start = source.getLineAndCharacterOfPosition(node.getStart()).line
      const end = source.getLineAndCharacterOfPosition(node.getEnd()).line
      found.push({ name: node.name?.getText() ?? `line ${start + 1}`, lines: end - start + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Functions, classes and interfaces say what they are; a type or a constant may speak for itself. */
function needsDocs(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false
  const exported = ts
    .getModifiers(statement)
    ?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword)
  if (exported !== true) return false
  return ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
}

function nameOf(statement: ts.Statement): string {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    return statement.name?.text ?? 'unnamed'
  }
  return statement.getText().slice(0, 40)
}
