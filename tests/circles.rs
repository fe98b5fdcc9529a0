//! No files of the crate need each other in a circle.
//!
//! What counts as needing: a path that leads to a thing which another file defines, in a `use` or in code. Two rules make
//! that one sentence exact:
//!
//! - A path is followed through re-exports to the file that defines the thing. So a `mod.rs` that declares its children
//!   and re-exports what they define needs none of them, and whoever takes a thing through it does not need it.
//! - A `mod.rs` that defines things itself is a file like any other: if a child uses what it defines, and it uses what the
//!   child defines, that is a circle.
//!
//! Methods are not followed: the `impl` of a type may be spread over the files of its folder. Tests inside a file are left
//! out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Circles that are known and still to be opened, each by its files below `src`. One that is open leaves this list.
const ALLOWED: &[&[&str]] = &[
    &[
        "runbook/draw.rs",
        "runbook/guard.rs",
        "runbook/mod.rs",
        "runbook/rotate_cmk.rs",
        "runbook/rotate_keys.rs",
        "runbook/teardown.rs",
        "runbook/verify.rs",
    ],
];

#[test]
fn no_files_need_each_other_in_a_circle() {
    let house = House::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let needs = house.needs();
    let circles = circles(&needs);
    for allowed in ALLOWED {
        let stands = circles.iter().any(|circle| allowed.iter().any(|file| circle.contains(*file)));
        assert!(stands, "open already, so no longer to be allowed: {allowed:?}");
    }
    let unknown: Vec<String> = circles
        .iter()
        .filter(|circle| !ALLOWED.iter().any(|allowed| circle.iter().all(|file| allowed.contains(&file.as_str()))))
        .map(|circle| describe_circle(circle, &needs))
        .collect();
    assert!(unknown.is_empty(), "{} circles\n{}", unknown.len(), unknown.join("\n"));
}

/// A house of a few files, for the rules of the test itself.
fn house_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let root = ("lib.rs", "pub mod room;");
    let all = files.iter().chain([&root]).map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let house = House::of_texts(all);
    circles(&house.needs()).into_iter().map(|circle| circle.into_iter().collect()).collect()
}

#[test]
fn a_module_that_re_exports_its_children_is_no_circle() {
    let files = [
        ("room/mod.rs", "mod one;\nmod two;\npub use one::One;\npub use two::*;"),
        ("room/one.rs", "use super::Two;\npub struct One(Two);"),
        ("room/two.rs", "/// As [`super::One`], and \"One\" in a text.\npub struct Two(&'static str);"),
    ];
    assert!(house_of(&files).is_empty());
}

#[test]
fn a_child_that_uses_what_its_module_defines_is_a_circle_where_the_module_uses_the_child() {
    let module = "mod one;\npub use one::One;\npub struct Shared;";
    let child = "use super::Shared;\npub struct One(Shared);\npub fn make() {}";
    assert!(house_of(&[("room/mod.rs", module), ("room/one.rs", child)]).is_empty());
    let by_path = format!("{module}\npub fn all() {{ one::make() }}");
    let by_name = format!("{module}\npub struct All(One);");
    let through_use = format!("use one::make;\n{module}\npub fn all() {{ make() }}");
    for module in [by_path, by_name, through_use] {
        let circles = house_of(&[("room/mod.rs", &module), ("room/one.rs", child)]);
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
    assert_eq!(house_of(&files), [["room/deep/inner.rs", "room/other.rs"]]);
}

/// For each file the files that it needs, with the names that it takes from them.
type Needs = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// A module path below the crate, such as `["plan", "lower"]`.
type ModulePath = Vec<String>;

/// A source file as far as the test reads it.
struct SourceFile {
    module: ModulePath,
    /// Things that the file defines outside of any block.
    defines: BTreeSet<String>,
    /// What names mean that `use` brings in: the path, from the crate.
    imports: BTreeMap<String, ModulePath>,
    /// What `use path::*` brings in.
    globs: Vec<ModulePath>,
    /// Names that are re-exported and not used otherwise.
    exports: BTreeSet<String>,
    /// Names that stand alone in the code.
    bare: BTreeSet<String>,
    /// Paths in the code, as they are written.
    paths: BTreeSet<ModulePath>,
}

struct House {
    files: BTreeMap<String, SourceFile>,
    by_module: BTreeMap<ModulePath, String>,
}

/// What a path leads to.
enum Target {
    Module,
    Thing { file: String, name: String },
}

impl House {
    fn read(root: &Path) -> Self {
        let mut paths = Vec::new();
        collect_sources(root, &mut paths);
        let texts = paths.into_iter().map(|path| {
            let name = path.strip_prefix(root).expect("below src").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).expect("a source"))
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

    fn needs(&self) -> Needs {
        let mut needs = Needs::new();
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

    /// Follows a path from the crate. `None` where it leads out of it.
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
            // At its end, a path may mean a thing that is called as a module is.
            let is_thing = rest.is_empty() && (file.defines.contains(name) || file.imports.contains_key(name));
            if self.by_module.contains_key(&child) && !is_thing {
                module = child;
                continue;
            }
            if file.defines.contains(name) {
                return Some(Target::Thing { file: file_name.clone(), name: name.clone() });
            }
            // Re-exports may lead in a circle of their own; nothing is that deep.
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
            // What a macro defines is not seen: it counts for the file behind a `*`, or else for the file that is named.
            return match through_globs.iter().position(|target| self.is_defined(target)) {
                Some(at) => Some(through_globs.swap_remove(at)),
                None => {
                    let here = Target::Thing { file: file_name.clone(), name: name.clone() };
                    Some(through_globs.pop().unwrap_or(here))
                }
            };
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

    /// Reads the tree of a `use`, after `before`.
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
                "*" => self.globs.extend(self.from_crate(&path)),
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
        if let Some(path) = self.from_crate(path) {
            if exported {
                self.exports.insert(name.to_owned());
            }
            self.imports.insert(name.to_owned(), path);
        }
    }

    /// A written path from the crate, if it starts with a word that says so, or with a name that is not a crate's: which of
    /// these a child is, is for the whole house to say.
    fn from_crate(&self, path: &[String]) -> Option<ModulePath> {
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

    /// A path in the code from the crate: through what its first name means here.
    fn absolute(&self, path: &[String], modules: &BTreeMap<ModulePath, String>) -> Option<ModulePath> {
        let first = &path[0];
        if ["crate", "self", "super", "di_gen"].contains(&first.as_str()) {
            return self.from_crate(path);
        }
        if let Some(import) = self.imports.get(first) {
            return Some(import.iter().chain(&path[1..]).cloned().collect());
        }
        // Else it is a child, or a thing of its own or of another crate.
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
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect_sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Names and marks of the code, without comments, texts and the tests at its end.
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
            // A letter in quotes; else the name of a lifetime.
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

/// The length of `r#"..."#`, if that is what a text starts with.
fn raw_text(text: &str) -> Option<usize> {
    let behind = text.strip_prefix('r')?;
    let marks = behind.bytes().take_while(|byte| *byte == b'#').count();
    behind[marks..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(marks));
    let inside = 1 + marks + 1;
    Some(text[inside..].find(&end).map_or(text.len(), |at| inside + at + end.len()))
}

/// Sets of files that all lead to each other.
fn circles(needs: &Needs) -> Vec<BTreeSet<String>> {
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

fn reachable_from<'n>(file: &str, needs: &'n Needs) -> BTreeSet<&'n str> {
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

fn describe_circle(circle: &BTreeSet<String>, needs: &Needs) -> String {
    let mut text = format!("circle of {} files", circle.len());
    for file in circle {
        for (other, names) in needs[file].iter().filter(|(other, _)| circle.contains(*other)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            text.push_str(&format!("\n  {file} -> {other}: {}", names.join(", ")));
        }
    }
    text
}
