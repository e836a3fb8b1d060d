//! Puts the results of single files together into the reports of the `Parser` role.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    ProjectPath,
    finding::{
        ComplexityReport, Finding, ParsedFile, Place, SecurityReport, Smell, SyntaxIssue, SyntaxReport,
    },
};

use crate::{
    file::{At, FileAnalysis, FileScan},
    security::Library,
};

type Analysed<'t> = [(&'t ProjectPath, Arc<FileAnalysis>)];

pub fn syntax(files: &Analysed<'_>) -> SyntaxReport {
    let mut report = SyntaxReport::default();
    for (path, file) in files {
        if let (true, Some(language)) = (file.parsed, file.language) {
            report.files.push(ParsedFile {
                path: (*path).clone(),
                language: language.to_owned(),
                lines: file.lines,
                imports: file.imports.clone(),
            });
        }
        report.issues.extend(
            file.issues
                .iter()
                .map(|issue| SyntaxIssue { place: place(path, issue.place), message: issue.message.clone() }),
        );
    }
    report
}

pub fn security(
    library: &Library,
    unruled: Option<&str>,
    files: &Analysed<'_>,
    scans: &[(&ProjectPath, Arc<FileScan>)],
) -> SecurityReport {
    let mut report = SecurityReport::default();
    let (mut unread, mut unknown) = (BTreeSet::new(), Vec::new());
    for ((path, file), (_, scan)) in files.iter().zip(scans) {
        report.files_scanned += u32::from(scan.scanned);
        report.findings.extend(scan.findings.iter().map(|found| Finding {
            rule: found.rule.clone(),
            severity: found.severity,
            cwe: found.cwe.clone(),
            place: place(path, found.place),
            message: found.message.clone(),
            excerpt: found.excerpt.clone(),
        }));
        match file.language {
            _ if !scan.scanned => unknown.push(format!("{path}: larger than the bound of a scan")),
            Some(language) if library.covers(language) && !file.parsed => {
                unknown.push(format!("{path}: could not be parsed, only secrets were looked for"));
            }
            Some(language) if is_program(language) && !library.covers(language) => {
                unread.insert(language);
            }
            _ => {}
        }
    }
    report.rules = u32::try_from(library.rules().len()).unwrap_or(u32::MAX);
    report.not_covered = vec![
        "known vulnerabilities of dependencies: no vulnerability data was consulted".into(),
        "the flow of data between functions and files: rules follow values within one function".into(),
    ];
    report.not_covered.extend(unruled.map(|error| format!("all rules: {error}")));
    let unread = unread.into_iter();
    report
        .not_covered
        .extend(unread.map(|language| format!("code in {language}: only secrets were looked for")));
    report.not_covered.extend(unknown);
    report
}

/// Languages in which programs are written; the others hold data, settings or prose.
fn is_program(language: &str) -> bool {
    !matches!(
        language,
        "json"
            | "jsonc"
            | "json5"
            | "jsonl"
            | "toml"
            | "yaml"
            | "ini"
            | "properties"
            | "dotenv"
            | "markdown"
            | "rst"
            | "asciidoc"
            | "latex"
            | "text"
            | "csv"
            | "ignore"
            | "lock"
            | "gomod"
            | "gosum"
            | "procfile"
            | "diff"
            | "xml"
            | "css"
            | "scss"
            | "sass"
            | "less"
    )
}

pub fn complexity(files: &Analysed<'_>) -> ComplexityReport {
    let mut report = ComplexityReport::default();
    for (path, file) in files {
        let Some(metrics) = &file.metrics else { continue };
        report.files += 1;
        report.lines += file.lines;
        report.classes += metrics.classes;
        report.functions.extend(metrics.functions.iter().cloned());
        report.smells.extend(metrics.smells.iter().map(|smell| Smell {
            place: place(path, smell.place),
            kind: smell.kind.to_owned(),
            message: smell.message.clone(),
        }));
    }
    let count = report.functions.len();
    let sum: u64 = report.functions.iter().map(|f| u64::from(f.cyclomatic)).sum();
    if count > 0 {
        // Two decimals: enough for people, the same on every machine.
        report.mean_complexity = (sum as f64 / count as f64 * 100.0).round() / 100.0;
    }
    report.max_complexity = report.functions.iter().map(|f| f.cyclomatic).max().unwrap_or(0);
    report
}

fn place(path: &ProjectPath, (line, column): At) -> Place {
    Place { path: path.clone(), line, column }
}
