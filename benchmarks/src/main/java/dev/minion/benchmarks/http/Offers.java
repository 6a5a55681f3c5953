package dev.minion.benchmarks.http;

/** What is offered by an {@link OpenLoop}, and what becomes of it. */
public interface Offers {

    /** The request that is due. */
    Request next();

    /** An answer, whatever it says. */
    void answered(Response response, long nanosSinceDue);

    /** A request was due and all connections were busy. */
    void notSent();

    /** There will be no answer: the connection broke, or the time was over. */
    void lost();
}
