// Prints what the AsyncAPI initiative's own parser finds wrong with the document given as argument.
import { Parser, fromFile } from "@asyncapi/parser";

const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
const errors = diagnostics.filter((each) => each.severity === 0);
errors.forEach((each) => console.log(`${each.path.join("/")}: ${each.message}`));
if (document) {
  document.channels().all().forEach((channel) => console.log(`channel ${channel.address()}`));
}
process.exit(errors.length === 0 && document ? 0 : 1);
