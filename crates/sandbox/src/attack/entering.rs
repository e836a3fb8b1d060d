//! Attacks by what goes into a box, before anything runs in it: archives, names, sources that look like
//! others, packages that bring a program along.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use domain::ProjectPath;
use domain::sandbox::{BoxFile, LayerRequest, Limits, Phase};

use super::scenarios::{Played, built_despite, differs, plan, python, shell};
use super::{Attack, path_of};
use crate::boxes;
use crate::config::Around;
use crate::dependencies::{self, Asked};
use crate::error::SandboxError;
use crate::layers::{self, Installer, Maker, NoLayer};

/// Reads an archive as whoever takes one from a stranger does: a plain tree of files, or the reason against it.
pub type Unpack = fn(&[u8]) -> Result<BTreeMap<ProjectPath, BoxFile>, String>;

/// Writes each archive of [`ARCHIVES`], and a good one of both kinds.
const ARCHIVER: &str = r"
import io, stat, struct, tarfile, zipfile
def tar(name, *entries, mode='w'):
    with tarfile.open(name, mode, format=tarfile.PAX_FORMAT) as out:
        for path, kind, target in entries:
            info = tarfile.TarInfo(path)
            info.type, info.mode = kind, 0o644
            data = b''
            if kind == tarfile.REGTYPE: data = target; info.size = len(data)
            elif kind in (tarfile.SYMTYPE, tarfile.LNKTYPE): info.linkname = target
            elif kind in (tarfile.CHRTYPE, tarfile.BLKTYPE): info.devmajor, info.devminor = 1, 3
            out.addfile(info, io.BytesIO(data))
def packed(name, *entries):
    with zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as out:
        for path, data, mode in entries:
            info = zipfile.ZipInfo(path); info.external_attr = mode << 16; info.create_system = 3
            out.writestr(info, data, zipfile.ZIP_DEFLATED)
F, S, L, C, B, P = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE
tar('good.tar', ('a.txt', F, b'plain'), ('b/c.txt', F, b' tree'))
packed('good.zip', ('a.txt', b'plain', 0o100644), ('b/c.txt', b' tree', 0o100644))
tar('link.tar', ('a', S, '/etc/passwd'))
tar('through.tar', ('a', S, '/tmp'), ('a/b', F, b'x'))
tar('hard.tar', ('a', F, b'x'), ('b', L, 'a'))
tar('outside.tar', ('b', L, '/etc/passwd'))
tar('device.tar', ('null', C, None))
tar('disk.tar', ('disk', B, None))
tar('pipe.tar', ('pipe', P, None))
tar('above.tar', ('../above', F, b'x'))
tar('inner.tar', ('a/../../b', F, b'x'))
tar('root.tar', ('/etc/x', F, b'x'))
tar('twice.tar', ('a', F, b'x'), ('a', F, b'y'))
tar('case.tar', ('Readme', F, b'x'), ('readme', F, b'y'))
tar('both.tar', ('a', F, b'x'), ('a/b', F, b'y'))
tar('bomb.tar.gz', ('zeros', F, bytes(64 << 20)), mode='w:gz')
tar('cut.tar', ('a', F, b'x' * 4000))
open('cut.tar', 'r+b').truncate(1024)
packed('link.zip', ('a', '/etc/passwd', stat.S_IFLNK | 0o777))
packed('above.zip', ('../above', b'x', 0o100644))
packed('root.zip', ('/etc/x', b'x', 0o100644))
packed('windows.zip', ('..\\above', b'x', 0o100644))
packed('case.zip', ('Readme', b'x', 0o100644), ('readme', b'y', 0o100644))
packed('bomb.zip', ('zeros', bytes(64 << 20), 0o100644))
lie = bytearray(open('good.zip', 'rb').read())
lie[lie.index(b'PK\1\2') + 46] = ord('z')
open('lie.zip', 'wb').write(lie)
";
const ARCHIVES: [&str; 22] = [
    "link.tar",
    "through.tar",
    "hard.tar",
    "outside.tar",
    "device.tar",
    "disk.tar",
    "pipe.tar",
    "above.tar",
    "inner.tar",
    "root.tar",
    "twice.tar",
    "case.tar",
    "both.tar",
    "bomb.tar.gz",
    "cut.tar",
    "link.zip",
    "above.zip",
    "root.zip",
    "windows.zip",
    "case.zip",
    "bomb.zip",
    "lie.zip",
];

pub fn archives(attack: &Attack, unpack: Unpack) -> Played {
    let mut job = python(attack, ARCHIVER);
    job.limits.memory_bytes = 256 << 20;
    for name in ARCHIVES.into_iter().chain(["good.tar", "good.zip"]) {
        job.outputs.push(path_of(name)?);
    }
    let outcome = attack.run(&job)?;
    let of = |name: &str| {
        let path = path_of(name)?;
        outcome.outputs.get(&path).ok_or_else(|| SandboxError::BadJob(format!("no {name} was made")))
    };
    let mut against = Vec::new();
    for name in ARCHIVES {
        if let Ok(files) = unpack(of(name)?) {
            let names: Vec<&str> = files.keys().map(ProjectPath::as_str).collect();
            against.push(format!("{name} was taken: {names:?}"));
        }
    }
    for name in ["good.tar", "good.zip"] {
        match unpack(of(name)?) {
            Ok(files) => {
                let mut job = shell(attack, "cat a.txt b/c.txt");
                job.files = files;
                against.extend(differs(&attack.run(&job)?, b"plain tree"));
            }
            Err(error) => against.push(format!("{name}, which is good: {error}")),
        }
    }
    Ok(("refused, and good ones taken", against))
}

pub fn collisions(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for names in [
        ["Readme", "readme"],
        ["caf\u{e9}", "cafe\u{301}"],
        ["stra\u{df}e", "STRASSE"],
        ["A/one", "a/two"],
        ["a/b/C", "a/B/d"],
    ] {
        let mut plan = plan(attack, &shell(attack, "true"))?;
        plan.files.extend(names.map(|path| jail::File {
            path: path.to_owned(),
            executable: false,
            content: path.as_bytes().to_vec(),
        }));
        against.extend(built_despite(attack, &plan, "take `").map(|what| format!("{names:?}: {what}")));
    }
    // What differs everywhere lives side by side.
    let mut job = shell(attack, "cat a/b a/c ab");
    for path in ["a/b", "a/c", "ab"] {
        job.files.insert(path_of(path)?, BoxFile { content: path.as_bytes().to_vec(), executable: false });
    }
    against.extend(differs(&attack.run(&job)?, b"a/ba/cab"));
    Ok(("refused", against))
}

type Sources = &'static [(&'static str, &'static [u8])];

/// Each looks like another to whoever does not tell parts and kinds of bytes apart.
const SOURCES: [Sources; 9] = [
    &[("a", b"x")],
    &[("a", b"x\0")],
    &[("a", b"\xef\xbb\xbfx")],
    &[("a", b"x\r\n")],
    &[("a", b"x\n")],
    &[("ax", b"")],
    &[("a", b""), ("b", b"x")],
    &[("a", b"x"), ("b", b"")],
    &[("a", b"bx")],
];

/// A program that is compiled once per content must say its own content.
pub fn cache_keys(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for files in SOURCES {
        let mut inputs = BTreeMap::new();
        for (path, content) in files {
            inputs.insert(path_of(path)?, BoxFile { content: content.to_vec(), executable: false });
        }
        let request = LayerRequest {
            runtime: "sh".to_owned(),
            version: None,
            install_command: format!(
                "# {}\nfor f in *; do [ -d $f ] || {{ printf '<%s>' $f; cat $f; }}; done > out/said",
                attack.ground.mark
            ),
            inputs,
            folder: path_of("out")?,
            limits: Limits::default(),
        };
        let expected: Vec<u8> =
            files.iter().flat_map(|(path, text)| [b"<", path.as_bytes(), b">", text].concat()).collect();
        let said = fs::read(format!("{}/said", install(attack, boxes::bare(), &request)?))
            .map_err(|source| SandboxError::Data { path: "a layer of the audit".to_owned(), source })?;
        if said != expected {
            against.push(format!("{expected:?} came as {said:?}"));
        }
    }
    Ok(("each its own", against))
}

/// The folder of a layer.
fn install(attack: &Attack, base: jail::Plan, request: &LayerRequest) -> Result<String, SandboxError> {
    let cancel = Arc::default();
    let maker = Maker { toolchain: "audit".to_owned(), executable: "/bin/sh".to_owned() };
    let config = &attack.shared().config;
    let installer = Installer { config, base, maker, phase: Phase::Compile, cancel: &cancel };
    match installer.install(request) {
        Ok((layer, _)) => Ok(layer.path),
        Err(NoLayer::Error(error)) => Err(error),
        Err(NoLayer::Failed(outcome)) => Err(SandboxError::Installation {
            command: request.install_command.clone(),
            what: String::from_utf8_lossy(&outcome.stdout).into_owned(),
        }),
    }
}

/// Programs that packages want to be run while they are installed, in the one box with a network.
pub fn install_scripts(attack: &Attack) -> Played {
    let facts = attack.ground.facts();
    let fact = |name: &str| facts.get(name).cloned().unwrap_or_default();
    let send = format!(
        "node -e \\\"require('net').connect({}, '127.0.0.1').on('connect', () => process.exit()).on('error', () => 0)\\\"; touch $INIT_CWD/node_modules/ran; true",
        fact("PORT")
    );
    let scripts: Vec<String> = ["preinstall", "install", "postinstall", "prepare"]
        .iter()
        .map(|name| format!("\"{name}\": \"{send}\""))
        .collect();
    let scripts = scripts.join(", ");
    let mark = attack.ground.mark.to_lowercase();
    let mut files = BTreeMap::new();
    for (path, text) in [
        (
            "package.json",
            format!(
                "{{\"name\": \"{mark}\", \"version\": \"1.0.0\", \"dependencies\": {{\"inner\": \"file:inner\"}}, \
                 \"scripts\": {{{scripts}}}}}"
            ),
        ),
        (
            "inner/package.json",
            format!("{{\"name\": \"inner\", \"version\": \"1.0.0\", \"scripts\": {{{scripts}}}}}"),
        ),
    ] {
        files.insert(path_of(path)?, BoxFile { content: text.into_bytes(), executable: false });
    }
    let lock = Some((
        "package.json".to_owned(),
        files.values().last().map(|file| file.content.clone()).unwrap_or_default(),
    ));
    let asked = Asked { packages: Vec::new(), lock };
    let Some(mut request) = dependencies::request("javascript", None, &files, &asked)? else {
        return Err(SandboxError::BadJob("nothing to install".to_owned()));
    };
    (request.limits.memory_bytes, request.limits.wall_ms) = (512 << 20, 60_000);
    let config = &attack.shared().config;
    // Some clients run a few of them all the same: where they forget what they were told, there is nothing to run them.
    let told = request.install_command.clone();
    let forgetful = told.replace("ignore_scripts=true", "ignore_scripts=false");
    let trusting = forgetful.replace("export NODE_OPTIONS", "export FORGOTTEN");
    let commands =
        if config.leaves_out(Around::Scripts) { vec![trusting] } else { vec![told, forgetful.clone()] };
    let (runtime, interpreter) = attack.shared().choose("javascript", None)?;
    let mut against = Vec::new();
    for command in commands {
        request.install_command = command;
        let base = layers::with_index(config, &runtime, &interpreter);
        match install(attack, base, &request) {
            Ok(folder) if fs::exists(format!("{folder}/ran")).unwrap_or(true) => {
                against.push("a package's script ran".to_owned());
            }
            // A client that trips over a script that did nothing has run none.
            Ok(_) | Err(SandboxError::Installation { .. }) if request.install_command == forgetful => {}
            done => drop(done?),
        }
    }
    Ok(("nothing of a package runs", against))
}
