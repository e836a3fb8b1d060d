//! What the operator has set for reaching the package index, brought into an installation's box.
//!
//! Variables pass as they are; every host path they or the settings files name appears at its own path,
//! read-only. A run sees none of this.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jail::{Bind, Network, Plan};

use crate::config::Config;
use crate::runtime::Runtime;

/// Name resolution, as the host does it.
const NAME_SERVICE: [&str; 2] = ["/etc/resolv.conf", "/etc/hosts"];
/// Where certificates usually are when no variable names them.
const CERTIFICATES: [&str; 4] =
    ["/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/pki/tls", "/etc/pki/ca-trust/extracted"];

/// Opens the host's network and adds the settings.
pub fn admit(plan: &mut Plan, runtime: &Runtime, config: &Config) {
    plan.network = Network::Host;
    plan.environment.extend(runtime.install_environment.clone());
    // The operator's word stands above ours.
    plan.environment.extend(config.install_environment.clone());
    plan.texts.retain(|(path, _)| !NAME_SERVICE.contains(&path.as_str()));
    let mut paths: BTreeSet<String> =
        NAME_SERVICE.iter().chain(&CERTIFICATES).map(|path| (*path).to_owned()).collect();
    for value in config.install_environment.values() {
        paths.extend(named(value));
    }
    for file in &runtime.install_files {
        let Some(host) = expand(&file.host, config.home.as_deref()).filter(|host| host.exists()) else {
            continue;
        };
        if host.is_dir() {
            plan.binds.push(Bind {
                source: host.display().to_string(),
                target: file.inside.clone(),
                writable: false,
                optional: true,
            });
            continue;
        }
        // A copy: the box's user may not read what only the operator may.
        let text = std::fs::read_to_string(&host).unwrap_or_default();
        paths.extend(text.lines().flat_map(named));
        plan.texts.push((file.inside.clone(), text));
    }
    for path in paths {
        if !Path::new(&path).exists() || plan.binds.iter().any(|bind| bind.target == path) {
            continue;
        }
        plan.binds.push(Bind { optional: true, ..Bind::same(path) });
    }
}

fn expand(path: &str, home: Option<&Path>) -> Option<PathBuf> {
    match path.strip_prefix("~/") {
        Some(rest) => Some(home?.join(rest)),
        None => Some(PathBuf::from(path)),
    }
}

/// Absolute paths in a setting's value, such as `/opt/wheels` or `file:///opt/index`.
fn named(value: &str) -> Vec<String> {
    value
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '=' | '"' | '\''))
        .map(|word| word.trim_start_matches("//"))
        // A whole system folder or the root would defeat the purpose.
        .filter(|word| word.starts_with('/') && Path::new(word).components().count() > 2)
        .filter(|word| !word.contains("/../") && !word.starts_with("/proc/") && !word.starts_with("/sys/"))
        .map(|word| word.trim_end_matches('/').to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_in_values_and_urls_are_not_paths() {
        assert_eq!(named("/opt/wheels /srv/more"), ["/opt/wheels", "/srv/more"]);
        assert_eq!(named("file:///srv/index/"), ["/srv/index"]);
        assert_eq!(named("cert = /etc/ssl/own.pem"), ["/etc/ssl/own.pem"]);
        for value in ["https://index.example/simple", "180", "/", "/etc", "/proc/1/environ", "/a/../b", ""] {
            assert!(named(value).is_empty(), "{value}: {:?}", named(value));
        }
    }
}
