//! No circular dependencies between the files of the crate.
//!
//! A file depends on another if a path in a `use` or in code resolves to an item that the other file defines. Two rules
//! make this precise:
//!
//! - A path is followed through re-exports to the file that defines the item. So a `mod.rs` that declares its children
//!   and re-exports their items depends on none of them, and a file that imports an item through it does not depend on
//!   it.
//! - A `mod.rs` that defines items is a file like any other: if a child uses them, and it uses items of the child, that
//!   is a circle.
//!
//! Methods are not followed: the `impl` of a type may be distributed over the files of its directory. Tests inside a
//! file are ignored.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

#[test]
fn no_files_depend_on_each_other_in_a_circle() {
    let structure = CrateStructure::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let needs = structure.dependencies();
    let circles = circles(&needs);
    let found: Vec<String> = circles.iter().map(|circle| describe_circle(circle, &needs)).collect();
    assert!(found.is_empty(), "{} circles\n{}", found.len(), found.join("\n"));
}

/// The circles of a crate with a few files, to test the rules of this test.
fn circles_in(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let root = ("lib.rs", "pub mod room;");
    let all = files.iter().chain([&root]).map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let structure = CrateStructure::of_texts(all);
    circles(&structure.dependencies()).into_iter().map(|circle| circle.into_iter().collect()).collect()
}

#[test]
fn a_module_that_re_exports_its_children_is_no_circle() {
    let files = [
        ("room/mod.rs", "mod one;\nmod two;\npub use one::One;\npub use two::*;"),
        ("room/one.rs", "use super::Two;\npub struct One(Two);"),
        ("room/two.rs", "/// As [`super::One`], and \"One\" in a text.\npub struct Two(&'static str);"),
    ];
    assert!(circles_in(&files).is_empty());
}

#[test]
fn a_child_that_uses_what_its_module_defines_is_a_circle_where_the_module_uses_the_child() {
    let module = "mod one;\npub use one::One;\npub struct Shared;";
    let child = "use super::Shared;\npub struct One(Shared);\npub fn make() {}";
    assert!(circles_in(&[("room/mod.rs", module), ("room/one.rs", child)]).is_empty());
    let by_path = format!("{module}\npub fn all() {{ one::make() }}");
    let by_name = format!("{module}\npub struct All(One);");
    let through_use = format!("use one::make;\n{module}\npub fn all() {{ make() }}");
    for module in [by_path, by_name, through_use] {
        let circles = circles_in(&[("room/mod.rs", &module), ("room/one.rs", child)]);
        assert_eq!(circles, [["room/mod.rs", "room/one.rs"]], "{module}");
    }
}

#[test]
fn a_path_is_followed_through_re_exports_aliases_and_braces() {
    let files = [
        ("room/mod.rs", "mod deep;\nmod other;\npub use deep::{inner::{self, Inner as Core}};"),
        ("room/deep/mod.rs", "pub mod inner;"),
        ("room/deep/inner.rs", "pub struct Inner;\npub fn run() { crate::room::other::help() }"),
        ("room/other.rs", "use super::{Core as C, inner};\npub fn help() { inner::run(); let _: C; }"),
    ];
    assert_eq!(circles_in(&files), [["room/deep/inner.rs", "room/other.rs"]]);
}

/// For each file, the files that it depends on, with the names that it uses from them.
type Dependencies = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// A module path below the crate, such as `["plan", "lower"]`.
type ModulePath = Vec<String>;

/// The parts of a source file that the test evaluates.
struct SourceFile {
    module: ModulePath,
    /// Items that the file defines outside of any block.
    defines: BTreeSet<String>,
    /// Names that `use` imports, with their path from the crate.
    imports: BTreeMap<String, ModulePath>,
    /// Paths of `use path::*`.
    globs: Vec<ModulePath>,
    /// Names that are re-exported and not used otherwise.
    exports: BTreeSet<String>,
    /// Names without a path in the code.
    bare: BTreeSet<String>,
    /// Paths in the code, as written.
    paths: BTreeSet<ModulePath>,
}

struct CrateStructure {
    files: BTreeMap<String, SourceFile>,
    by_module: BTreeMap<ModulePath, String>,
}

/// The item that a path resolves to.
enum Target {
    Module,
    Thing { file: String, name: String },
}

impl CrateStructure {
    fn read(root: &Path) -> Self {
        let mut paths = Vec::new();
        collect_sources(root, &mut paths);
        let texts = paths.into_iter().map(|path| {
            let name = path.strip_prefix(root).expect("below src").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).expect("a source file"))
        });
        Self::of_texts(texts)
    }

    fn of_texts(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let files: BTreeMap<String, SourceFile> = texts
            .into_iter()
            .filter(|(name, _)| name != "main.rs")
            .map(|(name, text)| {
                let file = SourceFile::parse(module_of(&name), &text);
                (name, file)
            })
            .collect();
        let by_module = files.iter().map(|(name, file)| (file.module.clone(), name.clone())).collect();
        Self { files, by_module }
    }

    fn dependencies(&self) -> Dependencies {
        let mut needs = Dependencies::new();
        for (name, file) in &self.files {
            let mut need = |path: &[String]| {
                if let Some(Target::Thing { file: other, name: thing }) = self.resolve(path)
                    && other != *name
                {
                    needs.entry(name.clone()).or_default().entry(other).or_default().insert(thing);
                }
            };
            let imported =
                file.imports.iter().filter(|(name, _)| !file.exports.contains(*name) || file.bare.contains(*name));
            imported.for_each(|(_, path)| need(path));
            file.paths.iter().filter_map(|path| file.absolute(path, &self.by_module)).for_each(|path| need(&path));
        }
        needs
    }

    /// Resolves a path from the crate root; `None` if it leaves the crate.
    fn resolve(&self, path: &[String]) -> Option<Target> {
        self.resolve_within(path, 0)
    }

    fn resolve_within(&self, path: &[String], depth: usize) -> Option<Target> {
        let mut module = ModulePath::new();
        for (at, name) in path.iter().enumerate() {
            let rest = &path[at + 1..];
            let child: ModulePath = module.iter().chain([name]).cloned().collect();
            let file_name = self.by_module.get(&module)?;
            let file = &self.files[file_name];
            // The last segment of a path may be an item with the name of a module.
            let is_thing = rest.is_empty() && (file.defines.contains(name) || file.imports.contains_key(name));
            if self.by_module.contains_key(&child) && !is_thing {
                module = child;
                continue;
            }
            if file.defines.contains(name) {
                return Some(Target::Thing { file: file_name.clone(), name: name.clone() });
            }
            // Re-exports may be circular; no valid path is that deep.
            let behind = file.imports.get(name).filter(|_| depth < 8);
            if let Some(behind) = behind {
                let path: ModulePath = behind.iter().chain(rest).cloned().collect();
                return self.resolve_within(&path, depth + 1);
            }
            let through_globs = file.globs.iter().filter(|_| depth < 8).filter_map(|glob| {
                let path: ModulePath = glob.iter().chain([name]).cloned().collect();
                self.resolve_within(&path, depth + 1)
            });
            let mut through_globs: Vec<Target> = through_globs.collect();
            // Items that a macro defines are not found: they count for the file behind a `*`, or else for the named
            // file.
            let defined = through_globs.iter().position(|target| self.is_defined(target));
            let found = defined.map(|at| through_globs.swap_remove(at)).or_else(|| through_globs.pop());
            return found.or_else(|| Some(Target::Thing { file: file_name.clone(), name: name.clone() }));
        }
        Some(Target::Module)
    }

    fn is_defined(&self, target: &Target) -> bool {
        match target {
            Target::Module => true,
            Target::Thing { file, name } => self.files[file].defines.contains(name),
        }
    }
}

impl SourceFile {
    fn parse(module: ModulePath, text: &str) -> Self {
        let tokens = tokens(text);
        let mut file = Self {
            module,
            defines: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            exports: BTreeSet::new(),
            bare: BTreeSet::new(),
            paths: BTreeSet::new(),
        };
        let (mut at, mut depth) = (0, 0_usize);
        while at < tokens.len() {
            let token = tokens[at].as_str();
            match token {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                "use" => {
                    let end = at + tokens[at..].iter().position(|t| t == ";").unwrap_or_default();
                    let exported = is_exported(&tokens[..at]);
                    file.read_use(&mut tokens[at + 1..end].iter().map(String::as_str).peekable(), &[], exported);
                    at = end;
                }
                "fn" | "struct" | "enum" | "trait" | "const" | "static" | "type" | "union" if depth == 0 => {
                    let name = tokens[at + 1..].iter().find(|t| !["fn", "mut", "unsafe"].contains(&t.as_str()));
                    file.defines.extend(name.filter(|name| is_name(name)).cloned());
                }
                "mod" => at += 1,
                "macro_rules" => file.defines.extend(tokens.get(at + 2).cloned()),
                _ if is_name(token) && tokens.get(at.wrapping_sub(1)).is_none_or(|t| t != "." && t != "::") => {
                    let mut path = vec![token.to_owned()];
                    while tokens.get(at + 1).is_some_and(|t| t == "::")
                        && tokens.get(at + 2).is_some_and(|t| is_name(t))
                    {
                        path.push(tokens[at + 2].clone());
                        at += 2;
                    }
                    if path.len() > 1 {
                        file.bare.insert(path[0].clone());
                        file.paths.insert(path);
                    } else {
                        file.bare.insert(token.to_owned());
                    }
                }
                _ => {}
            }
            at += 1;
        }
        file
    }

    /// Reads the tree of a `use` below the path `before`.
    fn read_use<'t>(
        &mut self,
        tokens: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>,
        before: &[String],
        exported: bool,
    ) {
        let mut path = before.to_vec();
        while let Some(token) = tokens.next() {
            match token {
                "::" => {}
                "{" => {
                    while tokens.peek().is_some_and(|token| *token != "}") {
                        self.read_use(tokens, &path, exported);
                    }
                    tokens.next();
                    if tokens.peek() == Some(&",") {
                        tokens.next();
                    }
                    return;
                }
                "*" => self.globs.extend(self.path_from_crate(&path)),
                "as" => {
                    let alias = tokens.next().unwrap_or_default();
                    self.import(alias, &path, exported);
                    path.clear();
                }
                "," => break,
                name => path.push(name.to_owned()),
            }
            if tokens.peek() == Some(&"}") {
                break;
            }
        }
        if path.len() > before.len() {
            if path.last().is_some_and(|last| last == "self") {
                path.pop();
            }
            if let Some(name) = path.last().cloned() {
                self.import(&name, &path, exported);
            }
        }
    }

    fn import(&mut self, name: &str, path: &[String], exported: bool) {
        if let Some(path) = self.path_from_crate(path) {
            if exported {
                self.exports.insert(name.to_owned());
            }
            self.imports.insert(name.to_owned(), path);
        }
    }

    /// A path from the crate root, if it starts with a keyword for that, or with a name that is not a crate: whether
    /// that is a child module depends on the whole crate.
    fn path_from_crate(&self, path: &[String]) -> Option<ModulePath> {
        let first = path.first()?.as_str();
        let mut module = self.module.clone();
        let rest = match first {
            "crate" | "di_gen" => {
                module.clear();
                &path[1..]
            }
            "self" => &path[1..],
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                module.truncate(module.len().saturating_sub(ups));
                &path[ups..]
            }
            _ => path,
        };
        module.extend(rest.iter().cloned());
        Some(module)
    }

    /// A path in the code, resolved from the crate root through the meaning of its first name in this file.
    fn absolute(&self, path: &[String], modules: &BTreeMap<ModulePath, String>) -> Option<ModulePath> {
        let first = &path[0];
        if ["crate", "self", "super", "di_gen"].contains(&first.as_str()) {
            return self.path_from_crate(path);
        }
        if let Some(import) = self.imports.get(first) {
            return Some(import.iter().chain(&path[1..]).cloned().collect());
        }
        // Otherwise it is a child module, or an item of this file or of another crate.
        let child: ModulePath = self.module.iter().chain([first]).cloned().collect();
        modules.contains_key(&child).then(|| self.module.iter().chain(path).cloned().collect())
    }
}

/// Whether the tokens before a `use` make it a re-export.
fn is_exported(before: &[String]) -> bool {
    let start = before.iter().rposition(|token| [";", "}", "]"].contains(&token.as_str())).map_or(0, |at| at + 1);
    before[start..].first().is_some_and(|token| token == "pub")
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn module_of(name: &str) -> ModulePath {
    let stem = name.trim_end_matches(".rs");
    let mut path: ModulePath = stem.split('/').map(ToOwned::to_owned).collect();
    if path.last().is_some_and(|last| last == "mod" || last == "lib") {
        path.pop();
    }
    path
}

fn collect_sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect_sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Identifiers and punctuation of the code, without comments, strings and the tests at its end.
fn tokens(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if let Some(raw) = raw_text(rest) {
            raw
        } else if first == '"' {
            1 + behind_quote(&rest[1..], '"')
        } else if first == '\'' {
            // A character literal; otherwise a lifetime.
            let letter = rest[1..].chars().next().unwrap_or_default();
            if letter == '\\' || rest[1 + letter.len_utf8()..].starts_with('\'') {
                1 + behind_quote(&rest[1..], '\'')
            } else {
                1 + rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or_default()
            }
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

fn behind_quote(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of `r#"..."#`, if a text starts with one.
fn raw_text(text: &str) -> Option<usize> {
    let behind = text.strip_prefix('r')?;
    let marks = behind.bytes().take_while(|byte| *byte == b'#').count();
    behind[marks..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(marks));
    let inside = 1 + marks + 1;
    Some(text[inside..].find(&end).map_or(text.len(), |at| inside + at + end.len()))
}

/// Sets of files that all depend on each other.
fn circles(needs: &Dependencies) -> Vec<BTreeSet<String>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        needs.keys().map(|file| (file.as_str(), reachable_from(file, needs))).collect();
    let mut circles: Vec<BTreeSet<String>> = Vec::new();
    for (file, reached) in &reach {
        let together: BTreeSet<String> = reached
            .iter()
            .filter(|other| reach.get(**other).is_some_and(|back| back.contains(file)))
            .map(ToString::to_string)
            .collect();
        if !together.is_empty() && !circles.contains(&together) {
            circles.push(together);
        }
    }
    circles
}

fn reachable_from<'n>(file: &str, needs: &'n Dependencies) -> BTreeSet<&'n str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    let mut next: Vec<&'n str> = Vec::new();
    while let Some(file) = open.pop() {
        next.extend(needs.get(file).into_iter().flat_map(BTreeMap::keys).map(String::as_str));
        for other in next.drain(..) {
            if reached.insert(other) {
                open.push(other);
            }
        }
    }
    reached
}

fn describe_circle(circle: &BTreeSet<String>, needs: &Dependencies) -> String {
    let mut text = format!("circle of {} files", circle.len());
    for file in circle {
        for (other, names) in needs[file].iter().filter(|(other, _)| circle.contains(*other)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            text.push_str(&format!("\n  {file} -> {other}: {}", names.join(", ")));
        }
    }
    text
}
