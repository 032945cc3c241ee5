/**
 * Gives up what a thread of the sandboxed process needed to start: loading code, and starting threads (a thread
 * could be started without the permission model). From then on untrusted bytes may be read. Each thread has its own
 * set of permissions and gives up its own.
 */

/** Node's permission model (`--permission`); only there where it is switched on. */
interface Permission {
  has(scope: string): boolean;
  drop?(scope: string): void;
}

function permissionModel(): Permission | null {
  return (process as unknown as { readonly permission?: Permission }).permission ?? null;
}

/** `keepRead`: a folder that is scanned has to be read by its paths. Does nothing outside the sandbox. */
export function dropPermissions({ keepRead }: { readonly keepRead: boolean }): void {
  const permission = permissionModel();
  if (permission?.drop === undefined) return;
  permission.drop('worker');
  if (!keepRead) permission.drop('fs.read');
}
