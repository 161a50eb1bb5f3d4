import { describeApi } from '../../../src/index.ts';
import { document } from '../shop.ts';

/** A shop whose document describes its scopes. */
export const { descriptor: describedShop } = describeApi({
  source: 'shop',
  declaredVersion: '3.1.0',
  document: {
    ...document,
    components: {
      securitySchemes: {
        login: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'https://id.example.com/authorize',
              tokenUrl: 'https://id.example.com/token',
              scopes: {
                'pets:read': 'See your pets',
                'pets:write': 'Add,\n  change and <remove> your pets',
                'pets:all': ' ',
              },
            },
          },
        },
      },
    },
  },
  findings: [],
});

/** The rule that makes these scopes the ones that clients request. */
export const scopePolicy = {
  policy: { toolScopes: { GET: ['pets:read'], 'delete*': ['pets:write'], 'create*': ['pets:all'] } },
};
