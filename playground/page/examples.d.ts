/** Examples of the repository by name; the build reads them. */
declare module "examples:all" {
  export const examples: Record<string, string>;
}
