//! Words that have no place in the repository: paths of one developer's machine and the
//! addresses of package registries, which every operator chooses for himself.

use super::Problem;
use crate::sources::Sources;

/// Each in two parts, so that this file does not hold them.
const WORDS: &[(&str, &str, &str)] = &[
    ("/wo", "rk/", "a path of one machine"),
    ("/ro", "ot/", "a path of one machine"),
    ("/home/", "runner/", "a path of one machine"),
    ("/User", "s/", "a path of one machine"),
    ("index.", "crates.io", "a registry's address"),
    ("static.", "crates.io", "a registry's address"),
    ("py", "pi.org", "a registry's address"),
    ("python", "hosted.org", "a registry's address"),
    ("registry.", "npmjs.org", "a registry's address"),
    ("proxy.", "golang.org", "a registry's address"),
    ("repo.maven.", "apache.org", "a registry's address"),
];

/// Variables that may name a registry or a proxy of this very machine.
const SETTINGS: &[&str] = &[
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_INDEX_URL",
    "NPM_CONFIG_REGISTRY",
    "GOPROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
];

pub fn check(sources: &Sources) -> Vec<Problem> {
    check_with(sources, &hosts_of_this_machine())
}

fn check_with(sources: &Sources, hosts: &[String]) -> Vec<Problem> {
    let mut words: Vec<(String, &str)> =
        WORDS.iter().map(|(head, tail, why)| (format!("{head}{tail}"), *why)).collect();
    words.extend(hosts.iter().map(|host| (host.clone(), "an address from this machine's settings")));
    let mut problems = Vec::new();
    for (path, text) in &sources.files {
        for (index, line) in text.lines().enumerate() {
            if let Some((word, why)) = words.iter().find(|(word, _)| stands_in(line, word)) {
                problems.push(Problem::new(path, index + 1, format!("`{word}`: {why}")));
            }
        }
    }
    problems
}

/// The word begins here: `/a/x` stands in `see /a/x` and not in `b/a/x`.
fn stands_in(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || (c == '.' && word.starts_with('/')))
    })
}

#[expect(clippy::disallowed_methods, reason = "the very settings that must not leak into the repository")]
fn hosts_of_this_machine() -> Vec<String> {
    let mut hosts: Vec<String> = SETTINGS
        .iter()
        .flat_map(|name| [std::env::var(name).ok(), std::env::var(name.to_lowercase()).ok()])
        .flatten()
        .filter_map(|address| host(&address))
        .collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

/// The host of an address, unless it is this machine itself.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', ',']).next()?.rsplit('@').next()?.split(':').next()?;
    let is_name = host.contains('.') && host.chars().any(char::is_alphabetic);
    is_name.then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> usize {
        check_with(&Sources::of(&[("docs/a.md", text)]), &["mirror.example".to_owned()]).len()
    }

    #[test]
    fn paths_of_a_machine_and_registries_are_found() {
        assert_eq!(check(&format!("see {}x\n", ["/wo", "rk/"].concat())), 1);
        assert_eq!(check(&format!("https://{}/simple\n", ["py", "pi.org"].concat())), 1);
        assert_eq!(check("https://mirror.example/simple"), 1);
        assert_eq!(check("a/network/b, ./work/c, framework/d\n"), 0);
        assert_eq!(host("http://user:pass@proxy.example:3128/"), Some("proxy.example".into()));
        assert_eq!(host("http://127.0.0.1:3128"), None);
        assert_eq!(host("direct"), None);
    }
}
