import { describeModel } from '../../src/describe/describe-model.ts';
import { describeApi } from '../../src/index.ts';
import { loadDocument } from '../../src/load/load-document.ts';
import { buildModel } from '../../src/model/build-model.ts';
import type { EmittedApi } from '../../src/emit/emit-api.ts';
import type { DocumentSource } from '../../src/load/loaded-document.ts';

/** Describes a document in the two forms that emitting needs. */
export async function emittedApi(source: DocumentSource): Promise<EmittedApi> {
  const loaded = await loadDocument(source);
  const model = buildModel(loaded, () => undefined);
  return {
    served: describeApi(loaded).descriptor,
    typed: describeModel(model, { isForTypes: true }, () => undefined),
  };
}
