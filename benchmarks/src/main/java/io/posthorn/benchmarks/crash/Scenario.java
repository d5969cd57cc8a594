package io.posthorn.benchmarks.crash;

import java.nio.file.Path;
import java.util.List;

/**
 * What is run.
 *
 * @param java the command that starts a server, up to its options
 * @param port its port
 * @param work a folder for data, traces and logs
 * @param settings {@code key=value}, handed to the server
 * @param window nanoseconds that a {@code buffered} server may forget; 0 = flushed
 * @param powerCut whether unsynced bytes go with the kill
 * @param backup whether it is restored from a backup that was taken under the load
 * @param times how many of each kind of client
 */
record Scenario(
    List<String> java,
    int port,
    Path work,
    List<String> settings,
    long window,
    boolean powerCut,
    boolean backup,
    int times) {
  Path data() {
    return work.resolve("data");
  }
}
