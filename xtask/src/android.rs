//! The Android project: nothing of it needs Google's services, it asks for what docs/mobile.md says and no more, and what the page and the
//! public CI tell to type is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::shell;

/// What most phones in China do not have, by the words that would bring it in.
const GOOGLE: &[&str] = &[
    "com.google.android.gms",
    "com.google.android.play",
    "com.google.firebase",
    "com.google.gms",
    "com.google.mlkit",
    "play-services",
    "firebase",
    "plugin-barcode-scanner",
];
/// The permissions of issue 5, and the coarse place that Android 12 wants asked for beside the fine one.
const PERMISSIONS: &[&str] = &[
    "ACCESS_COARSE_LOCATION",
    "ACCESS_FINE_LOCATION",
    "ACCESS_NETWORK_STATE",
    "CAMERA",
    "INTERNET",
    "POST_NOTIFICATIONS",
];
/// The page and the workflow that say how an APK is made.
const INSTRUCTIONS: &[&str] = &["docs/mobile.md", ".github/workflows/android.yml"];
const PROJECT: &str = "gen/android";
const ACTIVITY: &str = "gen/android/app/src/main/java/cn/cunji/phone/MainActivity.kt";
const MANIFEST: &str = "gen/android/app/src/main/AndroidManifest.xml";

/// Holds the project to all of it.
pub fn check() -> anyhow::Result<()> {
    let root = shell::workspace_root();
    let mut faults = google_in(&root)?;
    faults.extend(manifest_faults(&read(&root, MANIFEST)?, &read(&root, "docs/mobile.md")?));
    let build = read(&root, "gen/android/app/build.gradle.kts")?;
    if !build.contains("minSdk = 26\n") {
        faults.push("gen/android/app/build.gradle.kts: minSdk is not 26".to_owned());
    }
    let activity = read(&root, ACTIVITY)?;
    for kept_out in ["setRecentsScreenshotEnabled(false)", "FLAG_SECURE"] {
        if !activity.contains(kept_out) {
            faults.push(format!("{ACTIVITY}: {kept_out} is missing, a diary would stand in the list of recent apps"));
        }
    }
    for page in INSTRUCTIONS {
        faults.extend(told_in_vain(&root, &read(&root, page)?)?.into_iter().map(|fault| format!("{page}: {fault}")));
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

fn read(root: &Path, path: &str) -> anyhow::Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| path.to_owned())
}

/// Words that would need Google's services: in the Gradle tree, the Kotlin, and in what cargo and npm bring along.
fn google_in(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    gather(&root.join(PROJECT), &mut files)?;
    ensure!(files.len() > 20, "only {} files in {PROJECT}", files.len());
    files.extend(["Cargo.lock", "app-ui/package.json", "app-ui/package-lock.json"].map(|path| root.join(path)));
    let mut faults = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?.to_lowercase();
        let shown = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        faults.extend(GOOGLE.iter().filter(|word| text.contains(**word)).map(|word| format!("{shown}: {word}")));
    }
    Ok(faults)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let texts = ["gradle", "kts", "kt", "java", "xml", "toml", "properties", "pro", "json"];
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            // What Gradle makes is not of the project.
            if !path.ends_with("build") && !path.ends_with(".gradle") {
                gather(&path, files)?;
            }
        } else if path.extension().is_some_and(|ending| texts.iter().any(|text| ending == *text)) {
            files.push(path);
        }
    }
    Ok(())
}

fn manifest_faults(manifest: &str, page: &str) -> Vec<String> {
    let asked: BTreeSet<&str> = manifest
        .split("<uses-permission")
        .skip(1)
        .filter_map(|rest| rest.split("android.permission.").nth(1)?.split('"').next())
        .collect();
    let mut faults = Vec::new();
    if asked != PERMISSIONS.iter().copied().collect()
        || manifest.matches("<uses-permission").count() != PERMISSIONS.len()
    {
        faults.push(format!("{MANIFEST}: asks for {asked:?}"));
    }
    faults.extend(
        asked.iter().filter(|name| !page.contains(**name)).map(|name| format!("docs/mobile.md is silent on {name}")),
    );
    for needed in [
        "android:allowBackup=\"false\"",
        "android:dataExtractionRules=\"@xml/data_extraction_rules\"",
        "android:networkSecurityConfig=\"@xml/network_security\"",
        "android:windowSoftInputMode=\"adjustResize\"",
    ] {
        if !manifest.contains(needed) {
            faults.push(format!("{MANIFEST}: {needed} is missing"));
        }
    }
    faults
}

/// Paths and scripts that a text tells of and that are not there.
fn told_in_vain(root: &Path, text: &str) -> anyhow::Result<Vec<String>> {
    let package: serde_json::Value = serde_json::from_str(&read(root, "app-ui/package.json")?)?;
    let tops: Vec<String> = fs::read_dir(root)?
        .filter_map(|entry| Some(format!("{}/", entry.ok()?.file_name().to_str()?)))
        .filter(|top| top != "target/" && top != ".git/")
        .collect();
    let mut faults = Vec::new();
    for word in text.split(|character: char| character.is_whitespace() || "`\"'()=,;:<>*|".contains(character)) {
        let path = word.trim_start_matches("./").trim_end_matches('.');
        if !tops.iter().any(|top| path.starts_with(top.as_str())) || is_made(path) {
            continue;
        }
        let there = match path.split_once("node_modules/") {
            Some((_, inside)) => is_depended_upon(&package, inside),
            None => root.join(path).exists(),
        };
        if !there {
            faults.push(format!("{path} is not there"));
        }
    }
    for script in text.split("npm run ").skip(1).filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next()) {
        if package["scripts"][script].is_null() {
            faults.push(format!("app-ui has no script {script}"));
        }
    }
    Ok(faults)
}

/// What a build or a person makes, and no clone has.
fn is_made(path: &str) -> bool {
    path.contains("/build/") || path.starts_with("app-ui/dist") || path.ends_with("keystore.properties")
}

fn is_depended_upon(package: &serde_json::Value, inside: &str) -> bool {
    let pieces: Vec<&str> = inside.split('/').collect();
    let named = if inside.starts_with('@') { pieces[..pieces.len().min(2)].join("/") } else { pieces[0].to_owned() };
    ["dependencies", "devDependencies"].iter().any(|kind| package[kind].get(&named).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_as_it_is_told() {
        check().unwrap();
    }

    #[test]
    fn google_s_services_are_found_wherever_they_come_in() {
        let root = shell::workspace_root();
        let folder = tempfile::tempdir().unwrap();
        copy(&root.join(PROJECT), &folder.path().join(PROJECT));
        fs::create_dir_all(folder.path().join("app-ui")).unwrap();
        for path in ["Cargo.lock", "app-ui/package.json", "app-ui/package-lock.json"] {
            fs::copy(root.join(path), folder.path().join(path)).unwrap();
        }
        assert_eq!(google_in(folder.path()).unwrap(), Vec::<String>::new());
        let planted = [
            (
                "gen/android/app/build.gradle.kts",
                "implementation(\"com.google.android.gms:play-services-location:21\")",
            ),
            ("gen/android/app/src/main/java/cn/cunji/phone/SharePlugin.kt", "import com.google.mlkit.vision.Barcode"),
            ("gen/android/gradle/libs.versions.toml", "messaging = \"com.google.firebase:firebase-bom:33\""),
            ("Cargo.lock", "name = \"tauri-plugin-barcode-scanner\""),
        ];
        for (path, line) in planted {
            let file = folder.path().join(path);
            let before = fs::read_to_string(&file).unwrap_or_default();
            fs::write(&file, format!("{before}\n{line}\n")).unwrap();
            let faults = google_in(folder.path()).unwrap();
            assert!(!faults.is_empty() && faults.iter().all(|fault| fault.starts_with(path)), "{path}: {faults:?}");
            fs::write(&file, before).unwrap();
        }
    }

    fn copy(from: &Path, to: &Path) {
        let mut files = Vec::new();
        gather(from, &mut files).unwrap();
        for file in files {
            let copied = to.join(file.strip_prefix(from).unwrap());
            fs::create_dir_all(copied.parent().unwrap()).unwrap();
            fs::copy(&file, copied).unwrap();
        }
    }

    #[test]
    fn a_further_permission_is_found() {
        let root = shell::workspace_root();
        let (manifest, page) = (read(&root, MANIFEST).unwrap(), read(&root, "docs/mobile.md").unwrap());
        assert_eq!(manifest_faults(&manifest, &page), Vec::<String>::new());
        let more = "<uses-permission android:name=\"android.permission.READ_CONTACTS\" /><application";
        assert!(!manifest_faults(&manifest.replace("<application", more), &page).is_empty());
        let odd = "<uses-permission android:name=\"com.vendor.PUSH\" /><application";
        assert!(!manifest_faults(&manifest.replace("<application", odd), &page).is_empty());
        assert!(!manifest_faults(&manifest.replace("allowBackup=\"false\"", "allowBackup=\"true\""), &page).is_empty());
        assert!(!manifest_faults(&manifest, &page.replace("POST_NOTIFICATIONS", "")).is_empty());
    }

    #[test]
    fn what_is_told_in_vain_is_found() {
        let root = shell::workspace_root();
        let told = |text: &str| told_in_vain(&root, text).unwrap();
        let good = "node app-ui/node_modules/@tauri-apps/cli/tauri.js; see `gen/android/gradlew`, gen/android/app/build/x.apk. npm run build";
        assert_eq!(told(good), Vec::<String>::new());
        assert_eq!(told("(`gen/android/gone.kts`)"), ["gen/android/gone.kts is not there"]);
        assert_eq!(
            told("node app-ui/node_modules/@tauri-apps/gone/x.js"),
            ["app-ui/node_modules/@tauri-apps/gone/x.js is not there"]
        );
        assert_eq!(told("npm run gone"), ["app-ui has no script gone"]);
    }
}
