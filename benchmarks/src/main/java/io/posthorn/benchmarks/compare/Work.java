package io.posthorn.benchmarks.compare;

/**
 * What is measured.
 *
 * @param httpsqs whether the request is HTTPSQS's, else native
 * @param put whether messages go in, else out
 * @param clients connections
 */
record Work(boolean httpsqs, boolean put, int clients) {
  @Override
  public String toString() {
    return (httpsqs ? "HTTPSQS " : "native ")
        + (put ? "put" : "take")
        + ", "
        + clients
        + " clients";
  }
}
