//! Keys of providers at rest: one file of sealed texts, and apart from it the key that seals them.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use domain::Explained;
use llm::{
    Secret,
    config::{Kind, Llm, Provider},
    sealed::{Seal, SealError},
};
use serde::{Deserialize, Serialize};

use super::Config;
use crate::exit::{Code, Failure, Result};

/// Far above any number of keys that people keep.
const MOST_BYTES: u64 = 4 << 20;

/// One sealed key; `mark` is eight digits of its hash, by which routers and people name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub provider: String,
    pub mark: String,
    pub added_at: String,
    sealed: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    keys: Vec<Kept>,
}

pub struct Keys {
    file: PathBuf,
    seal_file: PathBuf,
}

impl Keys {
    pub fn of(config: &Config) -> Self {
        let seal_file = config.llm.seal_key_file.clone();
        Self {
            file: config.data_dir.join("provider-keys.json"),
            seal_file: seal_file.unwrap_or_else(|| config.data_dir.join("seal.key")),
        }
    }

    /// What changes when keys are added or taken away.
    pub fn file(&self) -> &Path {
        &self.file
    }

    pub fn list(&self) -> Result<Vec<Kept>> {
        Ok(self.read()?.keys)
    }

    /// Seals a key beside those that are there. The same key twice is kept once.
    /// Errors: the files cannot be read or written, or are not ours.
    pub fn add(&self, provider: &str, secret: &Secret) -> Result<Kept> {
        let _lock = self.lock()?;
        let mut document = self.read()?;
        let mark = secret.mark();
        if let Some(known) = document.keys.iter().find(|kept| kept.provider == provider && kept.mark == mark)
        {
            return Ok(known.clone());
        }
        let seal = self.seal_or_fresh()?;
        let sealed = seal.seal(provider, secret).map_err(|e| self.refused(provider, e))?;
        let kept = Kept {
            provider: provider.to_owned(),
            mark,
            added_at: jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string(),
            sealed,
        };
        document.keys.push(kept.clone());
        self.write(&document)?;
        Ok(kept)
    }

    /// Takes away the keys of a provider, or the one with this mark. Returns how many went.
    pub fn remove(&self, provider: &str, mark: Option<&str>) -> Result<usize> {
        let _lock = self.lock()?;
        let mut document = self.read()?;
        let before = document.keys.len();
        document.keys.retain(|kept| kept.provider != provider || mark.is_some_and(|mark| mark != kept.mark));
        let gone = before - document.keys.len();
        if gone > 0 {
            self.write(&document)?;
        }
        Ok(gone)
    }

    /// Gives each provider its sealed keys; one that nobody configured is made where its kind alone
    /// says how it is reached. Errors: a key cannot be opened.
    pub fn hand_to(&self, llm: &mut Llm) -> Result<()> {
        let document = self.read()?;
        if document.keys.is_empty() {
            return Ok(());
        }
        let seal = self.seal()?;
        for kept in &document.keys {
            let secret =
                seal.open(&kept.provider, &kept.sealed).map_err(|e| self.refused(&kept.provider, e))?;
            if !llm.providers.contains_key(&kept.provider) {
                let Some(kind) = plain_kind(&kept.provider) else {
                    tracing::warn!("a key is kept for `{}`, which is not configured", kept.provider);
                    continue;
                };
                llm.providers.insert(kept.provider.clone(), Provider::of(kind));
            }
            let keys = &mut llm.providers[&kept.provider].keys;
            if !keys.contains(&secret) {
                keys.push(secret);
            }
        }
        Ok(())
    }

    fn read(&self) -> Result<Document> {
        let Some(text) = read_private(&self.file)? else {
            return Ok(Document { version: 1, ..Document::default() });
        };
        let document: Document = serde_json::from_str(&text).map_err(|_| {
            // The parser's own words may repeat what it read.
            broken(&self.file, "is not a file of sealed keys")
        })?;
        match document.version {
            1 => Ok(document),
            newer => Err(broken(&self.file, &format!("has version {newer}; this program knows version 1"))),
        }
    }

    /// Whole or not at all: written beside, made durable, then put in place.
    fn write(&self, document: &Document) -> Result<()> {
        let text = serde_json::to_string_pretty(document)
            .map_err(|e| Failure::io(self.file.display(), std::io::Error::other(e)))?;
        let beside = self.file.with_extension("json.new");
        let failed = |e| Failure::io(beside.display(), e);
        let mut file = private().truncate(true).open(&beside).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        std::fs::rename(&beside, &self.file).map_err(failed)?;
        sync_folder(&self.file)
    }

    fn seal(&self) -> Result<Seal> {
        let Some(text) = read_private(&self.seal_file)? else {
            let what = "is missing: without it the kept keys cannot be opened";
            return Err(broken(&self.seal_file, what));
        };
        Seal::parse(&text).map_err(|_| broken(&self.seal_file, "does not hold 64 hexadecimal digits"))
    }

    fn seal_or_fresh(&self) -> Result<Seal> {
        if self.seal_file.exists() {
            return self.seal();
        }
        if self.file.exists() && !self.read()?.keys.is_empty() {
            // A fresh one would make the others unreadable for ever.
            return self.seal();
        }
        let seal = Seal::fresh().map_err(|e| self.refused("", e))?;
        let failed = |e| Failure::io(self.seal_file.display(), e);
        let mut file = private().create_new(true).open(&self.seal_file).map_err(failed)?;
        file.write_all(seal.reveal().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        sync_folder(&self.seal_file)?;
        Ok(seal)
    }

    /// Two that add at once come one after the other; the lock goes with the file.
    fn lock(&self) -> Result<File> {
        let path = self.file.with_extension("lock");
        let failed = |e| Failure::io(path.display(), e);
        let file = private().truncate(false).open(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    fn refused(&self, provider: &str, error: SealError) -> Failure {
        let hint = match error {
            SealError::NoChance => "try again".to_owned(),
            SealError::Form | SealError::Refused => format!(
                "`keys remove {provider}` and add it anew, or bring back the right {}",
                self.seal_file.display()
            ),
        };
        unusable(format!("the kept key of `{provider}`: {error}"), hint)
    }
}

/// A kind that needs no more than a key, under its own name.
pub fn plain_kind(name: &str) -> Option<Kind> {
    [Kind::Openai, Kind::Anthropic, Kind::Groq, Kind::Bedrock].into_iter().find(|kind| kind.name() == name)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).mode(0o600);
    options
}

fn broken(file: &Path, what: &str) -> Failure {
    let hint = "bring it back from a copy, or remove both files and add the keys anew".to_owned();
    unusable(format!("{} {what}", file.display()), hint)
}

/// The kept keys cannot be used as they are.
fn unusable(message: String, hint: String) -> Failure {
    Failure::new(Code::FAILED, Explained { code: "QL-Q007".into(), message, hint: Some(hint) })
}

/// None where there is no such file. Errors: others on this machine may read it, or it is too large.
fn read_private(path: &Path) -> Result<Option<String>> {
    let failed = |e| Failure::io(path.display(), e);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(failed(e)),
    };
    let mode = file.metadata().map_err(failed)?.mode();
    if mode & 0o077 != 0 {
        let message =
            format!("{} can be read by others on this machine (mode {:o})", path.display(), mode & 0o777);
        let hint = format!("chmod 600 {}; if others had time to read it, replace the keys", path.display());
        return Err(unusable(message, hint));
    }
    let mut text = String::new();
    file.take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
    Ok(Some(text))
}

/// A name is durable when its folder is.
fn sync_folder(file: &Path) -> Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|e| Failure::io(folder.display(), e))
}
