//! A PostgreSQL server for tests: made in a temporary folder, reached by a socket in it, gone afterwards.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::thread::JoinHandle;

use super::Folder;

/// Whether the throwaway server may forget what it promised when the power fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Without fsync: for tests of meaning.
    Fast,
    /// As an office would run it: for benchmarks.
    Full,
}

/// A cluster of its own that is stopped and removed on drop. Databases are made in it by [`ThrowawayPostgres::database`].
pub struct ThrowawayPostgres {
    bin: PathBuf,
    databases: AtomicU32,
    stop: Option<mpsc::Sender<()>>,
    keeper: Option<JoinHandle<()>>,
    folder: Folder,
}

/// The sentence for a machine without PostgreSQL.
const MISSING: &str =
    "PostgreSQL's programs (initdb, postgres) were not found; install them by: apt-get install postgresql";

impl ThrowawayPostgres {
    /// The cluster of this process, started when nobody else in it uses one: it stops when the last of them drops it.
    ///
    /// # Panics
    /// The cluster can't be started; the text says why.
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<ThrowawayPostgres>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = shared.upgrade() {
            return cluster;
        }
        let cluster = Arc::new(Self::start(Durability::Fast).unwrap_or_else(|error| panic!("{error}")));
        *shared = Arc::downgrade(&cluster);
        cluster
    }

    /// Starts a cluster.
    ///
    /// # Errors
    /// A sentence that says what is missing or what PostgreSQL said.
    pub fn start(durability: Durability) -> Result<Self, String> {
        let bin = programs()?;
        let folder = Folder::new("cunji-postgres")?;
        let (stop, keeper) = launch(&bin, folder.path(), durability)?;
        Ok(Self { bin, databases: AtomicU32::new(0), stop: Some(stop), keeper: Some(keeper), folder })
    }

    /// Makes an empty database in UTF-8 and gives its URL.
    ///
    /// # Panics
    /// The database can't be made; the text says why.
    pub fn database(&self) -> String {
        self.made(&[])
    }

    /// Makes a copy of a database of this cluster that nobody is connected to, and gives its URL.
    ///
    /// # Panics
    /// The copy can't be made; the text says why.
    pub fn copy_of(&self, url: &str) -> String {
        let name = url.split('?').next().and_then(|url| url.rsplit('/').next()).unwrap_or(url);
        self.made(&["-T", name])
    }

    fn made(&self, how: &[&str]) -> String {
        let name = format!("cunji_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut createdb = Command::new(self.bin.join("createdb"));
        createdb.arg("-h").arg(self.socket_folder()).args(["-U", "cunji"]).args(how).arg(&name);
        run(&mut createdb).unwrap_or_else(|error| panic!("{error}"));
        format!("postgres://cunji@localhost/{name}?host={}", self.socket_folder().display())
    }

    fn socket_folder(&self) -> PathBuf {
        self.folder.path().join("s")
    }
}

impl Drop for ThrowawayPostgres {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
    }
}

/// Where initdb and postgres are: on the path, or where Debian puts the newest version.
fn programs() -> Result<PathBuf, String> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        let mut versions: Vec<_> = versions.flatten().map(|version| version.path().join("bin")).collect();
        versions.sort();
        folders.extend(versions.into_iter().rev());
    }
    let found = folders.into_iter().find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists());
    // initdb looks for its fellows beside itself; a link on the path must be followed.
    let initdb = found.ok_or(MISSING)?.join("initdb").canonicalize().map_err(|error| error.to_string())?;
    initdb.parent().map(Path::to_owned).ok_or_else(|| MISSING.to_owned())
}

type Running = (mpsc::Sender<()>, JoinHandle<()>);

fn launch(bin: &Path, folder: &Path, durability: Durability) -> Result<Running, String> {
    let user = unprivileged()?;
    let data = folder.join("d");
    let socket = folder.join("s");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())?;
    fs::create_dir(&socket).map_err(|error| error.to_string())?;
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o700)).map_err(|error| error.to_string())?;
    if let Some((uid, gid)) = user {
        chown(&socket, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
    }
    let from_template = initialise(bin, user, &data)?;
    match keep(server(bin, user, &data, &socket, durability)) {
        // Somebody may have tidied the temporary folder while the template lay there.
        Err(_) if from_template => {
            fs::remove_dir_all(&data).map_err(|error| error.to_string())?;
            let _ = fs::remove_dir_all(template(bin, user)?);
            initialise(bin, user, &data)?;
            keep(server(bin, user, &data, &socket, durability))
        }
        done => done,
    }
}

fn server(bin: &Path, user: Option<(u32, u32)>, data: &Path, socket: &Path, durability: Durability) -> Command {
    let mut postgres = as_user(user, &bin.join("postgres"));
    postgres.arg("-D").arg(data).arg("-k").arg(socket);
    postgres.args(["-c", "listen_addresses=", "-c", "max_connections=200", "-c", "lc_messages=C"]);
    if durability == Durability::Fast {
        postgres.args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB"]);
    }
    postgres
}

/// Makes the cluster's files, by copying those that another test made before if there are any: copying takes a tenth of the
/// time of initdb. Whether they were copied.
fn initialise(bin: &Path, user: Option<(u32, u32)>, data: &Path) -> Result<bool, String> {
    let template = template(bin, user)?;
    if template.exists() && run(Command::new("cp").arg("-a").arg(&template).arg(data)).is_ok() {
        return Ok(true);
    }
    let _ = fs::remove_dir_all(data);
    fs::create_dir(data).map_err(|error| error.to_string())?;
    if let Some((uid, gid)) = user {
        chown(data, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
    }
    let mut initdb = as_user(user, &bin.join("initdb"));
    initdb.arg("-D").arg(data).args(["-U", "cunji", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
    run(&mut initdb)?;
    // Whole or not at all; when two tests do it at once, one of them is late and its copy goes with its folder.
    let copy = Folder::new("cunji-postgres-copy")?;
    run(Command::new("cp").arg("-a").arg(data).arg(copy.path().join("d")))?;
    let _ = fs::rename(copy.path().join("d"), &template);
    Ok(false)
}

/// Where the files lie that a cluster of this version and user begins with.
fn template(bin: &Path, user: Option<(u32, u32)>) -> Result<PathBuf, String> {
    let output = Command::new(bin.join("postgres")).arg("--version").output().map_err(|error| error.to_string())?;
    let version: String = String::from_utf8_lossy(&output.stdout)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' })
        .collect();
    let owner = match user {
        Some((uid, _)) => uid,
        None => id(&["-u"])?,
    };
    Ok(std::env::temp_dir().join(format!("cunji-postgres-template-{owner}-{}", version.trim_matches('-'))))
}

/// PostgreSQL does not run as root; as another user it runs as that one.
fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    if id(&["-u"])? == 0 { Ok(Some((id(&["-u", "nobody"])?, id(&["-g", "nobody"])?))) } else { Ok(None) }
}

fn id(arguments: &[&str]) -> Result<u32, String> {
    let output = Command::new("id").args(arguments).output().map_err(|error| error.to_string())?;
    String::from_utf8_lossy(&output.stdout).trim().parse().map_err(|_| format!("id {arguments:?} gave no number"))
}

/// The program as a user that may run it, and so that it ends with the thread that started it.
fn as_user(user: Option<(u32, u32)>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if let Some((uid, gid)) = user {
        command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".to_owned()]);
    }
    command.arg(program).current_dir("/").env("LC_ALL", "C.UTF-8");
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Starts the server on a thread of its own that lives as long as the server: the server gets a signal when that thread dies,
/// so it never outlives a killed test.
fn keep(mut postgres: Command) -> Result<Running, String> {
    let (stop, stopped) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel();
    let keeper = std::thread::Builder::new().name("throwaway-postgres".to_owned()).spawn(move || {
        postgres.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut server = match postgres.spawn() {
            Ok(server) => server,
            Err(error) => {
                let _ = tell.send(Err(format!("{postgres:?}: {error}")));
                return;
            }
        };
        let Some(log) = server.stderr.take() else {
            let _ = tell.send(Err("PostgreSQL's messages can't be read".to_owned()));
            end(&mut server);
            return;
        };
        let reader = std::thread::spawn(move || {
            let mut said = String::new();
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                if line.contains("database system is ready to accept connections") {
                    let _ = tell.send(Ok(()));
                }
                said.push_str(&line);
                said.push('\n');
            }
            let _ = tell.send(Err(format!("PostgreSQL did not start:\n{said}")));
        });
        // Nothing is ever sent: the wait ends when the sender is dropped.
        let _ = stopped.recv();
        end(&mut server);
        let _ = reader.join();
    });
    let keeper = keeper.map_err(|error| error.to_string())?;
    match told.recv() {
        Ok(Ok(())) => Ok((stop, keeper)),
        Ok(Err(error)) => Err(error),
        Err(_) => Err("PostgreSQL did not start".to_owned()),
    }
}

fn end(server: &mut Child) {
    let quit = Command::new("kill").args(["-QUIT", &server.id().to_string()]).status();
    if !quit.is_ok_and(|status| status.success()) {
        let _ = server.kill();
    }
    let _ = server.wait();
}
