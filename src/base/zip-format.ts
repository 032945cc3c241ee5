/** Records of ZIP archives: their signatures and the bytes of their fixed parts (PKWARE APPNOTE 6.3.10, section 4.3). */

export const LOCAL_HEADER = 0x04034b50;
export const LOCAL_HEADER_BYTES = 30;
export const DESCRIPTOR_BYTES = 16;
export const DIRECTORY_ENTRY = 0x02014b50;
export const DIRECTORY_ENTRY_BYTES = 46;
export const END = 0x06054b50;
export const END_BYTES = 22;
/** The end record with the longest comment. */
export const MAX_TAIL_BYTES: number = END_BYTES + 0xffff;
export const ZIP64_LOCATOR = 0x07064b50;
export const ZIP64_LOCATOR_BYTES = 20;
/** Methods of compression (section 4.4.5). */
export const STORED = 0;
export const DEFLATED = 8;
/** Stands where a value does not fit in 32 bits. */
export const NONE_32 = 0xffff_ffff;
/** Header id of the extra field with sizes of 64 bits (APPNOTE 4.5.3). */
export const ZIP64_EXTRA = 0x0001;
