// Who may import whom. tests/unit/boundaries.test.ts sees every one of these rules fire.

/** scan -> decide -> queue -> provider -> ledger -> screen: a later step may know an earlier one, never the reverse. */
const flow = ['scan', 'decide', 'message', 'queue', 'provider', 'ledger', 'print', 'screen'];

const flowRules = flow.slice(0, -1).map((step, i) => ({
  name: `flow-${step}-looks-ahead`,
  comment: 'A step of the flow must not know the steps after it.',
  severity: 'error',
  from: { path: `^src-main/flow/${step}/` },
  to: { path: `^src-main/flow/(${flow.slice(i + 1).join('|')})/` },
}));

const rooms = '^(src-shared|src-main|src-renderer)/';

export default {
  forbidden: [
    ...flowRules,
    {
      name: 'electron-only-in-its-room',
      comment: 'Everything but src-main/electron runs in plain Node, so that it can be tested without a window.',
      severity: 'error',
      from: { path: rooms, pathNot: '^src-main/electron/' },
      to: { path: ['^electron$', '^electron/', '(^|/)node_modules/electron/'] },
    },
    {
      name: 'electron-room-is-entered-by-main',
      comment: 'Importing src-main/electron is importing electron.',
      severity: 'error',
      from: { path: rooms, pathNot: ['^src-main/electron/', '^src-main/main\\.ts$'] },
      to: { path: '^src-main/electron/' },
    },
    {
      name: 'shared-knows-no-side',
      comment: 'The shared language may import itself and libraries that need neither Node nor a page.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { path: '^(src-main|src-renderer)/' },
    },
    {
      name: 'shared-without-node',
      comment: 'src-shared runs in the sandboxed renderer too.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-libraries',
      comment: 'Libraries of src-shared run anywhere. Add one here only if it does.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'renderer-stays-in-its-room',
      comment: 'The renderer talks to the main process through the bridge of src-shared alone.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^(src-main|tools|tests)/' },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-without-main-libraries',
      comment: 'Databases, servers, HTTP clients and loggers belong to the main process.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: 'node_modules/(better-sqlite3|axios|electron-store|hono|@hono|pino|cockatiel|ws|serialport|@serialport)/' },
    },
    {
      name: 'practice-plays-the-outside',
      comment: 'The practice world stands for the platform: it may know the contract and how any database is opened, never how the station works.',
      severity: 'error',
      from: { path: '^src-main/practice/' },
      to: { path: '^(src-main/(?!practice/|sqlite/)|src-renderer/)' },
    },
    {
      name: 'station-knows-no-practice',
      comment: 'What the station does must not depend on whether the outside is real.',
      severity: 'error',
      from: { path: '^src-main/(flow|store|sqlite|account)/' },
      to: { path: '^src-main/practice/' },
    },
    {
      name: 'main-process-without-page',
      severity: 'error',
      from: { path: '^src-main/' },
      to: { path: '^src-renderer/' },
    },
    {
      name: 'ships-no-tests-or-tools',
      severity: 'error',
      from: { path: rooms },
      to: { path: '^(tests|tools)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(src-|tests/|tools/)' },
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^electron' },
    },
    {
      name: 'declared',
      comment: 'What is imported is named in package.json, not found in node_modules by luck.',
      severity: 'error',
      // Packages of their own, run by Electron itself and importing nothing else.
      from: { pathNot: ['^tools/electron/default-app/', '^tests/bench/blank/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)fixtures/', '^(out|dist)/'] },
    // The bundled parsers know no TypeScript 7; swc reads it as written, types included.
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.node'],
    },
  },
};
