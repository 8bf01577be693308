//! The front end's types, written from Rust's: views, records by their declarations, commands.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cunji_domain::kinds;
use cunji_domain::record::{FieldType, Form, PartDecl};
use ts_rs::{Config, TS, TypeVisitor};

const HEAD: &str = "// Written from Rust by `UPDATE_TS=1 cargo nextest run -p cunji-app`. Do not edit.\n";

/// What the commands name, gathered.
pub(crate) struct Types {
    config: Config,
    commands: String,
    imports: BTreeSet<String>,
    // A value of JSON holds values of JSON.
    seen: HashSet<TypeId>,
    failure: Option<ts_rs::ExportError>,
}

type NameOf = fn(&mut Types) -> String;

impl Types {
    fn new(folder: &Path) -> Self {
        let config = Config::new().with_out_dir(folder).with_large_int("number");
        Self { config, commands: String::new(), imports: BTreeSet::new(), seen: HashSet::new(), failure: None }
    }

    /// The name of a type in TypeScript; it and all that it is made of are exported.
    pub(crate) fn name_of<T: TS + 'static + ?Sized>(&mut self) -> String {
        TypeVisitor::visit::<T>(self);
        T::visit_generics(self);
        T::name(&self.config)
    }

    /// Notes a command.
    pub(crate) fn command(&mut self, name: &str, arguments: &[(&str, NameOf)], output: NameOf) {
        let mut written = Vec::new();
        for (argument, type_of) in arguments {
            let optional = if type_of(self).ends_with("| null") { "?" } else { "" };
            written.push(format!("{argument}{optional}: {}", type_of(self)));
        }
        let output = output(self);
        let arguments = if written.is_empty() {
            "Record<string, never>".to_owned()
        } else {
            format!("{{ {} }}", written.join("; "))
        };
        _ = writeln!(self.commands, "  {name}: {{ takes: {arguments}; gives: {output} }};");
    }

    fn write(self) {
        if let Some(failure) = self.failure {
            panic!("{failure}");
        }
        let folder = self.config.out_dir();
        let mut page = String::from(HEAD);
        let words: BTreeSet<&str> = self.commands.split(|c: char| !c.is_alphanumeric()).collect();
        for name in self.imports.iter().filter(|name| words.contains(name.as_str())) {
            _ = writeln!(page, "import type {{ {name} }} from \"./{name}\";");
        }
        _ = write!(page, "\nexport interface Commands {{\n{}}}\n", self.commands);
        fs::write(folder.join("commands.ts"), page).unwrap();
        fs::write(folder.join("records.ts"), records()).unwrap();
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_none() {
            T::visit_dependencies(self);
            T::visit_generics(self);
            return;
        }
        self.imports.insert(T::ident(&self.config));
        if let Err(failure) = T::export_all(&self.config) {
            self.failure = Some(failure);
        }
    }
}

/// The kinds' keys and fields, as drafts and records carry them.
fn records() -> String {
    let mut page = String::from(HEAD);
    for kind in kinds::all() {
        _ = writeln!(page, "\n/** {} */\nexport interface {} {{", kind.zh, pascal(kind.name));
        for part in kind.key {
            _ = writeln!(page, "  {}: {};", part.name, type_name(&part.ty, &part.form));
        }
        for field in kind.fields {
            _ = writeln!(
                page,
                "  /** {} */\n  {}?: {} | null | undefined;",
                field.zh,
                field.name,
                type_name(&field.ty, &field.form)
            );
        }
        page.push_str("}\n");
    }
    page.push_str("\n/** Every kind by its name. */\nexport interface Kinds {\n");
    for kind in kinds::all() {
        _ = writeln!(page, "  {}: {};", kind.name, pascal(kind.name));
    }
    page.push_str("}\n");
    page
}

fn pascal(name: &str) -> String {
    name.split('_')
        .flat_map(|word| {
            let (first, rest) = word.split_at(1);
            [first.to_uppercase(), rest.to_owned()]
        })
        .collect()
}

fn type_name(ty: &FieldType, form: &Form) -> String {
    match (ty, form) {
        (FieldType::Set(member), form) => format!("({})[]", type_name(member, form)),
        (_, Form::OneOf(codes)) => codes.iter().map(|code| format!("{code:?}")).collect::<Vec<_>>().join(" | "),
        (_, Form::Answers) => "boolean[]".to_owned(),
        (FieldType::Bool, _) => "boolean".to_owned(),
        (FieldType::Int | FieldType::Instant, _) => "number".to_owned(),
        (FieldType::Group(parts), _) => format!("{{ {} }}", parts.iter().map(part).collect::<Vec<_>>().join("; ")),
        _ => "string".to_owned(),
    }
}

fn part(part: &PartDecl) -> String {
    let optional = if part.required { "" } else { "?" };
    format!("{}{optional}: {}", part.name, type_name(&part.ty, &part.form))
}

fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(
                files(&entry.path()).into_iter().map(|(path, text)| (Path::new(&entry.file_name()).join(path), text)),
            );
        } else {
            found.insert(PathBuf::from(entry.file_name()), fs::read_to_string(entry.path()).unwrap());
        }
    }
    found
}

#[test]
fn the_front_ends_types_are_those_of_rust() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("app-ui/src/generated");
    let fresh = tempfile::tempdir().unwrap();
    let mut types = Types::new(fresh.path());
    types.name_of::<cunji_client::views::FailureView>();
    crate::commands::signatures(&mut types);
    types.write();
    let fresh = files(fresh.path());
    if std::env::var_os("UPDATE_TS").is_some() {
        let _ = fs::remove_dir_all(&committed);
        for (path, text) in &fresh {
            let path = committed.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    assert!(files(&committed) == fresh, "run `UPDATE_TS=1 cargo nextest run -p cunji-app` and look at what changes");
}
