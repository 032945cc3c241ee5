/** Where rpm's database lies: the classic place, the one of SUSE and of newer Fedora, and that of ostree images. */
const FOLDERS: readonly string[] = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'];

/** The paths of a database file of this name. */
export function databasePaths(...names: readonly string[]): readonly string[] {
  return FOLDERS.flatMap((folder) => names.map((name) => `${folder}/${name}`));
}
