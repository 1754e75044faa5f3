import { uuid5 } from '../../../core/hash.ts';
import { called, shellPath } from '../../../render/shell.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { cutArg } from '../../flags.ts';
import { ownedDatabases, ownerFlags } from '../../sandbox.ts';

export class SandboxRegister extends CutterCommand<typeof SandboxRegister> {
  static override summary = "Register a cut's document in a sandbox, as its owner.";
  static override description =
    "On a real database, registering a document version is the owner's own act; cutter does it in a sandbox alone. Registering the same again changes nothing.";
  static override examples = ['<%= config.bin %> <%= command.id %> examples/01-constitution/cut.yaml'];
  static override args = { cut: cutArg };
  static override flags = ownerFlags;

  protected async answer(): Promise<Answer> {
    const { markDocument } = await import('../../../flows/mark.ts');
    const { sandboxRegister } = await import('../../../flows/sandbox.ts');
    const { cut, manifest } = await markDocument(this.args.cut, this.wire);
    const checksum = manifest.header.region.sha256;
    const version = {
      source_document_ref: cut.name,
      address_docprefix: cut.prefix,
      document_version_id: uuid5('document version', cut.name, checksum),
      content_checksum: checksum,
    };
    const databases = await ownedDatabases(this.wire, this.flags, false);
    const registered = await sandboxRegister(databases, version, this.wire.run('sandbox'));
    const what = registered.version ? 'Registered' : 'Registered before, nothing changed';
    return {
      json: { ...version, new: registered },
      text: (screen) =>
        linesText(
          [
            `${what}: ${cut.name} under ${cut.prefix}/, version ${version.document_version_id}.`,
            'Next:',
            `  ${called(`cutter plan ${shellPath(this.args.cut)} --out ${shellPath(`plans/${cut.name}`)}`, screen)}`,
          ],
          screen,
        ),
    };
  }
}
