package dev.minion.contracts;

/** What somebody did to a task by hand, as its timeline has it in the place of an error's code. */
public enum HandMark {
    PAUSED("paused"),
    RESUMED("resumed");

    private final String code;

    HandMark(String code) {
        this.code = code;
    }

    /** As it is written. */
    public String code() {
        return code;
    }
}
