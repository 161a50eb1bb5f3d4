import { isJsonObject } from '../json/narrow.ts';
import type { JsonObject } from '../json/value.ts';
import type { ReportRepair } from './repair-content.ts';
import { securitySchemesOf } from './swagger-security.ts';
import { serversOf } from './swagger-servers.ts';

/** Repairs a document of OpenAPI 3 that names its host and its security schemes in the fields of Swagger 2.0. */
export function repairSwaggerFields(document: JsonObject, report: ReportRepair): void {
  const servers = document['servers'] === undefined ? serversOf(document) : [];
  if (servers.length > 0) {
    document['servers'] = servers;
    report(
      'host, basePath and schemes were read as servers.',
      document['host'] === undefined ? 'basePath' : 'host',
    );
  }
  const { securityDefinitions, components = {} } = document;
  if (!isJsonObject(securityDefinitions) || !isJsonObject(components)) return;
  const declared = components['securitySchemes'] ?? {};
  if (!isJsonObject(declared)) return;
  const securitySchemes = { ...securitySchemesOf(securityDefinitions), ...declared };
  document['components'] = { ...components, securitySchemes };
  delete document['securityDefinitions'];
  report('securityDefinitions were read as security schemes.', 'securityDefinitions');
}
