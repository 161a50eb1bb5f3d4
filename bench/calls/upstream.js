// An API with one constant JSON response. Prints its URL.
import { createServer } from 'node:http';

const body = JSON.stringify({ id: 2, name: 'Mabel', species: 'cat', tags: ['calm', 'indoor'], price: 4200 });
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
