import java.nio.file.Path;
import org.reeve.daemon.Daemon;
import org.reeve.daemon.Detachment;
import org.reeve.daemon.Lifecycle;
import org.reeve.daemon.Notifier;

/**
 * The lecture's daemon: it takes the seven steps and then does nothing, for ever.
 *
 * <pre>
 * MyDaemon [LOCKFILE]           as the lecture has it: one fork, so that it leads its session
 * MyDaemon --twice [LOCKFILE]   as daemon(7) has it: two forks, so that it can never get a terminal
 * </pre>
 *
 * The program that is called exits with 0 when the daemon is up. A second daemon with the same lock file is refused. LOCKFILE
 * is /tmp/mydaemon.pid if nothing else is said, and has the daemon's pid in it, for kill(1).
 */
public class MyDaemon {

  public static void main(String[] arguments) throws Exception {
    boolean twice = arguments.length > 0 && arguments[0].equals("--twice");
    int next = twice ? 1 : 0;
    Path lock = Path.of(arguments.length > next ? arguments[next] : "/tmp/mydaemon.pid");

    // Steps I to VII. In the program that was called this does not return: it becomes the daemon's starter. In the daemon, which
    // runs main from its beginning too, it returns at once.
    Daemon daemon =
        Daemon.detach(twice ? Detachment.named("mydaemon").lockFile(lock) : Detachment.lecture(lock));

    Lifecycle lifecycle = Lifecycle.begin(Notifier.fromEnvironment()); // a SIGTERM ends it in order
    daemon.ready(); // all is set up: the starter may exit
    lifecycle.awaitStop(); // while (1);
  }
}
