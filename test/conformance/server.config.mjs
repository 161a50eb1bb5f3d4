// oxlint-disable import/no-default-export -- A config file is a default export.

/** A PNG image of one pixel. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** A schema with keywords of JSON Schema 2020-12, which clients must be shown as it is (SEP-1613, SEP-2106). */
const contact = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

/** The custom parts of the fixtures: URIs and prompts that the suite names, and a result of several contents. */
export default {
  document: 'openapi.yaml',
  operations: {
    'POST /confirmed/*': { confirm: true },
  },
  tools: [
    {
      name: 'test_multiple_content_types',
      description: 'Returns a text, an image and a resource',
      call: () => ({
        content: [
          { type: 'text', text: 'Multiple content types test:' },
          { type: 'image', data: png, mimeType: 'image/png' },
          {
            type: 'resource',
            resource: {
              uri: 'test://mixed-content-resource',
              mimeType: 'application/json',
              text: '{"test":"data","value":123}',
            },
          },
        ],
      }),
    },
    {
      name: 'test_x_mcp_header',
      description: 'Takes arguments that clients repeat as headers',
      inputSchema: {
        type: 'object',
        properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
      },
      call: ({ region }) => `Region: ${region}`,
    },
    {
      name: 'json_schema_2020_12_tool',
      description: 'Takes a contact',
      inputSchema: contact,
      call: () => 'Taken',
    },
  ],
  resources: [
    {
      uri: 'test://static-text',
      name: 'static_text',
      description: 'A text',
      mimeType: 'text/plain',
      read: () => 'This is the content of the static text resource.',
    },
    {
      uri: 'test://static-binary',
      name: 'static_binary',
      description: 'An image',
      mimeType: 'image/png',
      read: () => Buffer.from(png, 'base64'),
    },
    {
      uri: 'test://template/{id}/data',
      name: 'template_data',
      description: 'Data of an id',
      mimeType: 'application/json',
      read: ({ id }) => ({ id, templateTest: true, data: `Data for ID: ${id}` }),
    },
  ],
  prompts: [
    'prompts/*.md',
    {
      name: 'test_prompt_with_embedded_resource',
      description: 'A prompt with a resource',
      arguments: [{ name: 'resourceUri', description: 'URI of the resource', required: true }],
      get: ({ resourceUri }) => ({
        messages: [
          {
            role: 'user',
            content: {
              type: 'resource',
              resource: {
                uri: resourceUri,
                mimeType: 'text/plain',
                text: 'Embedded resource content for testing.',
              },
            },
          },
          { role: 'user', content: { type: 'text', text: 'Please process the embedded resource above.' } },
        ],
      }),
    },
    {
      name: 'test_prompt_with_image',
      description: 'A prompt with an image',
      get: () => ({
        messages: [
          { role: 'user', content: { type: 'image', data: png, mimeType: 'image/png' } },
          { role: 'user', content: { type: 'text', text: 'Please analyze the image above.' } },
        ],
      }),
    },
  ],
};
