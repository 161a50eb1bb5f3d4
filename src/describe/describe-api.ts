import { describeModel } from './describe-model.ts';
import { describeSession, findSessionOperations } from './describe-session.ts';
import { nameTools } from './name-tools.ts';
import { OpenApiMcpError } from '../errors.ts';
import { buildModel } from '../model/build-model.ts';
import { addPrompts } from '../shape/add-prompts.ts';
import { shapeApi } from '../shape/shape-api.ts';
import { selectOperations, unmatchedSelectors } from '../model/select-operations.ts';
import type { Finding } from '../errors.ts';
import type { LoadedDocument } from '../load/loaded-document.ts';
import type { ApiModel, Operation } from '../model/api-model.ts';
import type { DescribeOptions } from './describe-options.ts';
import type { SessionOperations } from './describe-session.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';

/** The descriptor of an API, and the findings of what was repaired, relaxed or left out. */
export interface DescribedApi {
  descriptor: ApiDescriptor;
  findings: Finding[];
}

/**
 * Describes a loaded document. The descriptor is all that serving it needs.
 *
 * @throws OpenApiMcpError SELECTION_EMPTY; DOCUMENT_FLAWED with `strict`
 *
 * @example
 * const { descriptor, findings } = describeApi(await loadDocument('petstore.yaml'), { include: ['get'] });
 */
export function describeApi(loaded: LoadedDocument, options: DescribeOptions = {}): DescribedApi {
  return describeSelected(selectFrom(loaded, options), options);
}

/** A model with its exposed operations. */
export interface Selection {
  model: ApiModel;
  operations: Operation[];
  /** The operations that the server calls by itself. They are no tools. */
  sessionOperations: SessionOperations;
  source: string;
  findings: Finding[];
}

/** Builds the model of a loaded document and selects its exposed operations. */
export function selectFrom(loaded: LoadedDocument, options: DescribeOptions): Selection {
  const findings = [...loaded.findings];
  const report = (finding: Finding): void => void findings.push(finding);
  const model = buildModel(loaded, report);
  const names = nameTools(model, options);
  const { session } = options;
  const sessionOperations =
    session === undefined ? {} : findSessionOperations(model.operations, names, session);
  const hidden = Object.values(sessionOperations);
  const unmatched = unmatchedSelectors(model.operations, options, names);
  const operations = selectOperations(model.operations, options, names).filter(
    (operation) => !hidden.includes(operation),
  );
  if (operations.length === 0) {
    const count = model.operations.length;
    const reason =
      count === 0 ? 'it has no operations' : `${selectors(model)} leave none of its ${count} operations`;
    throw new OpenApiMcpError(
      'SELECTION_EMPTY',
      [`${loaded.source}: ${reason}`, ...(count === 0 ? [] : unmatched)].join('; '),
      count === 0 ? { hint: 'Give a document that has operations under paths.' } : {},
    );
  }
  for (const message of unmatched) report({ kind: 'ignored', pointer: '', message });
  return { model, operations, sessionOperations, source: loaded.source, findings };
}

/** Returns the names of what can leave out operations. */
function selectors({ operations }: ApiModel): string {
  const isHidden = operations.some(({ exposure }) => exposure?.enabled === false);
  return isHidden ? 'x-mcp, include and exclude' : 'include and exclude';
}

/** Describes the selected operations. `onOperation` receives each one, before it is shaped. */
export function describeSelected(
  selection: Selection,
  options: DescribeOptions,
  onOperation?: (operation: OperationDescriptor) => void,
): DescribedApi {
  const { model, operations, source, findings } = selection;
  const report = (finding: Finding): void => void findings.push(finding);
  const descriptor = withSession(
    describeModel(model, { ...options, operations, onOperation }, report),
    selection,
    options,
  );
  const { shaping, prompts = [] } = options;
  const shaped = shaping === undefined ? { descriptor, findings: [] } : shapeApi(descriptor, shaping);
  const prompted = addPrompts(shaped.descriptor, prompts);
  const all = [...findings, ...shaped.findings, ...prompted.findings];
  if (options.strict === true) refuseFindings(source, all);
  return { descriptor: prompted.descriptor, findings: all };
}

/** Adds the session of the options. */
function withSession(
  descriptor: ApiDescriptor,
  { model, sessionOperations }: Selection,
  options: DescribeOptions,
): ApiDescriptor {
  if (options.session === undefined) return descriptor;
  const operations = Object.values(sessionOperations);
  const own = describeModel(model, { ...options, operations, outputSchema: false }, () => undefined);
  return { ...descriptor, session: describeSession(own, sessionOperations, options.session) };
}

/**
 * Refuses flaws of a document, and parts of overlays, shaping and prompts that have no effect.
 *
 * @throws OpenApiMcpError DOCUMENT_FLAWED, or OPTION_INVALID if the document itself has no flaw
 */
function refuseFindings(source: string, findings: Finding[]): void {
  const ineffective = findings.filter(({ failsStrict }) => failsStrict === true);
  const flaws = findings.filter(({ kind, failsStrict }) => kind !== 'ignored' && failsStrict !== true);
  if (flaws.length > 0) throw flawedError(source, [...flaws, ...ineffective]);
  if (ineffective.length === 0) return;
  const lines = ineffective.map(({ message }) => `- ${message}`);
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `parts of the configuration have no effect:\n${lines.join('\n')}`,
    { hint: 'Correct them, or leave --strict out.' },
  );
}

function flawedError(source: string, flaws: Finding[]): OpenApiMcpError {
  const lines = flaws.map(({ kind, pointer, message, failsStrict }) => {
    const state = failsStrict === true ? 'no effect' : kind;
    return `- ${pointer === '' ? '' : `${pointer}: `}${message} (${state})`;
  });
  const message = `${source} has ${flaws.length} flaw${flaws.length === 1 ? '' : 's'}:\n${lines.join('\n')}`;
  return new OpenApiMcpError('DOCUMENT_FLAWED', message);
}
