/** Name of the image's root among the base URIs. */
export const ROOT_ID = 'IMAGEROOT';
