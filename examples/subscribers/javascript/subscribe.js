// Prints every publication: node subscribe.js [GROUP]. IMPRIMATUR_KAFKA says where Kafka is: eval "$(./imprimatur env)".
import { Kafka, logLevel } from 'kafkajs';

// Without a default: what answers at a usual port may belong to another installation.
if (!process.env.IMPRIMATUR_KAFKA) {
  console.error('IMPRIMATUR_KAFKA is not set: run  eval "$(./imprimatur env)"  in the checkout first');
  process.exit(2);
}

const kafka = new Kafka({
  clientId: 'publications',
  brokers: [process.env.IMPRIMATUR_KAFKA],
  logLevel: logLevel.WARN,
});
const consumer = kafka.consumer({ groupId: process.argv[2] ?? 'publications' });
// Events come at least once. A real subscriber keeps what it has handled where it keeps its own state.
const handled = new Set();

await consumer.connect();
await consumer.subscribe({ topics: ['publish-completed'], fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    const event = JSON.parse(message.value);
    if (handled.has(event.eventId)) return;
    handled.add(event.eventId);
    if (event.failure) {
      console.log(`${event.candidate.image} was not published: ${event.failure.message}`);
    } else {
      const moved = event.tags.filter((tag) => tag.previous !== event.digest);
      console.log(`${event.candidate.image} is ${event.digest}; new for ${moved.length} of ${event.tags.length} tags`);
    }
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await consumer.disconnect();
    process.exit(0);
  });
}
