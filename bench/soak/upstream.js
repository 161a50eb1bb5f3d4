// An API for a soak: quick, failing, slow, endless and big responses. Prints its URL.
import { createServer } from 'node:http';

const item = { id: 2, name: 'Mabel', species: 'cat', tags: ['calm', 'indoor'], price: 4200 };
const big = JSON.stringify(Array.from({ length: 10_000 }, () => item));
const responses = {
  '/quick': (response) => send(response, 200, JSON.stringify(item)),
  '/failing': (response) => send(response, 500, '{"title":"It broke"}'),
  '/slow': (response) => setTimeout(send, 500 + Math.random() * 1_000, response, 200, JSON.stringify(item)),
  // The client cancels it.
  '/endless': (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('['),
  '/big': (response) => send(response, 200, big),
};

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

const server = createServer((request, response) => {
  request.resume();
  responses[request.url](response);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
