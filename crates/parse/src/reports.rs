//! Puts the results of single files together into the reports of the `Parser` role.

use std::sync::Arc;

use domain::{
    ProjectPath,
    finding::{
        ComplexityReport, Finding, ParsedFile, Place, SecurityReport, Smell, SyntaxIssue, SyntaxReport,
    },
};

use crate::file::{At, FileAnalysis};

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

pub fn security(files: &Analysed<'_>) -> SecurityReport {
    let mut report = SecurityReport::default();
    for (path, file) in files {
        report.files_scanned += u32::from(file.scanned);
        report.findings.extend(file.findings.iter().map(|found| Finding {
            rule: found.rule.clone(),
            severity: found.severity,
            cwe: found.cwe.clone(),
            place: place(path, found.place),
            message: found.message.clone(),
            excerpt: found.excerpt.clone(),
        }));
    }
    report.not_covered =
        vec!["known vulnerabilities of dependencies: no vulnerability data was consulted".into()];
    report
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
