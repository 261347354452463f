// Takes deliveries, checks their signatures, and prints what they say: node receive.js [PORT]. WEBHOOK_SECRET is whsec_….
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
// The same delivery may come twice; its id stays the same.
const handled = new Set();

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  // Over the bytes as they came: JSON that is parsed and written again has another signature.
  const body = Buffer.concat(chunks).toString();
  try {
    webhook.verify(body, request.headers);
  } catch (refused) {
    console.error(`refused: ${refused.message}`);
    response.writeHead(401).end();
    return;
  }
  const id = request.headers['webhook-id'];
  if (!handled.has(id)) {
    handled.add(id);
    const { type, data } = JSON.parse(body);
    console.log(`${type}: ${data.candidate?.image ?? data.rebuildId} ${data.digest ?? data.outcome ?? 'failed'}`);
  }
  response.writeHead(204).end();
}).listen(Number(process.argv[2] ?? 9000), '127.0.0.1', () => console.log('listening'));
