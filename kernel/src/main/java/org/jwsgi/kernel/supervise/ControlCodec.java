package org.jwsgi.kernel.supervise;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.kernel.posix.PacketSocket;

/**
 * The bytes of a control message: one type byte, then its fields; numbers big-endian, strings as a four-byte length
 * and UTF-8. One message is one packet.
 */
final class ControlCodec {
    private static final int APPS_LOADED = 1;
    private static final int ACCEPTING = 2;
    private static final int LEAVING = 3;
    private static final int PAUSE = 4;
    private static final int RESUME = 5;
    private static final int ASK_REQUESTS = 6;
    private static final int RUNNING_REQUEST = 7;
    private static final int REQUESTS_TOLD = 8;
    private static final int RETIRE = 9;
    private static final int LEAVE = 10;
    private static final int OVERDUE = 11;
    private static final int END_INSTANCE = 16;
    private static final int WAITING = 17;
    private static final int ALARM = 18;
    private static final int SIGNAL_REGISTERED = 19;
    private static final int SIGNAL_RAISED = 20;
    private static final int HANDLE_SIGNAL = 21;
    private static final int SIGNAL_DONE = 22;

    private ControlCodec() {}

    /** Returns a message's bytes. Lists that do not fit into a packet lose their tail. */
    static byte[] encode(ControlMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (message) {
                case ControlMessage.AppsLoaded(List<ControlMessage.App> apps) -> writeApps(out, apps);
                case ControlMessage.Accepting() -> out.writeByte(ACCEPTING);
                case ControlMessage.Leaving() -> out.writeByte(LEAVING);
                case ControlMessage.Waiting() -> out.writeByte(WAITING);
                case ControlMessage.EndInstance() -> out.writeByte(END_INSTANCE);
                case ControlMessage.Pause() -> out.writeByte(PAUSE);
                case ControlMessage.Resume() -> out.writeByte(RESUME);
                case ControlMessage.AskRequests(int inquiry) -> {
                    out.writeByte(ASK_REQUESTS);
                    out.writeInt(inquiry);
                }
                case ControlMessage.RunningRequest(int inquiry, int core, List<String> vars) -> {
                    out.writeByte(RUNNING_REQUEST);
                    out.writeInt(inquiry);
                    out.writeInt(core);
                    for (String var : vars) {
                        if (!writeString(out, var)) {
                            break;
                        }
                    }
                }
                case ControlMessage.RequestsTold(int inquiry) -> {
                    out.writeByte(REQUESTS_TOLD);
                    out.writeInt(inquiry);
                }
                case ControlMessage.Retire(boolean stopped) -> {
                    out.writeByte(RETIRE);
                    out.writeBoolean(stopped);
                }
                case ControlMessage.Leave() -> out.writeByte(LEAVE);
                case ControlMessage.Overdue overdue -> writeOverdue(out, overdue);
                case ControlMessage.SignalRegistered(int number, SignalTarget target) -> {
                    out.writeByte(SIGNAL_REGISTERED);
                    out.writeByte(number);
                    out.writeInt(code(target));
                }
                case ControlMessage.SignalRaised(int number) -> {
                    out.writeByte(SIGNAL_RAISED);
                    out.writeByte(number);
                }
                case ControlMessage.HandleSignal(int number) -> {
                    out.writeByte(HANDLE_SIGNAL);
                    out.writeByte(number);
                }
                case ControlMessage.SignalDone() -> out.writeByte(SIGNAL_DONE);
                case ControlMessage.Alarm(String alarm, String text, long lost) -> {
                    out.writeByte(ALARM);
                    out.writeLong(lost);
                    if (!writeString(out, alarm) || !writeString(out, text)) {
                        throw new IOException("an alarm does not fit into a control message");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeOverdue(DataOutputStream out, ControlMessage.Overdue overdue) throws IOException {
        out.writeByte(OVERDUE);
        out.writeInt(overdue.inquiry());
        out.writeBoolean(overdue.everything());
        out.writeBoolean(overdue.interrupt());
        out.writeBoolean(overdue.answer());
        for (LateRequest request : overdue.requests()) {
            if (out.size() + 12 > PacketSocket.MAX_PACKET) {
                break;
            }
            out.writeInt(request.core());
            out.writeLong(request.startMicros());
        }
    }

    private static ControlMessage readOverdue(DataInputStream in) throws IOException {
        int inquiry = in.readInt();
        boolean everything = in.readBoolean();
        boolean interrupt = in.readBoolean();
        boolean answer = in.readBoolean();
        List<LateRequest> requests = new ArrayList<>();
        while (in.available() > 0) {
            requests.add(new LateRequest(in.readInt(), in.readLong()));
        }
        return new ControlMessage.Overdue(inquiry, everything, interrupt, answer, requests);
    }

    private static void writeApps(DataOutputStream out, List<ControlMessage.App> apps) throws IOException {
        out.writeByte(APPS_LOADED);
        for (ControlMessage.App app : apps) {
            byte[] mountpoint = app.mountpoint().getBytes(StandardCharsets.UTF_8);
            byte[] chdir = app.chdir().getBytes(StandardCharsets.UTF_8);
            if (out.size() + mountpoint.length + chdir.length + 20 > PacketSocket.MAX_PACKET) {
                break;
            }
            out.writeInt(app.modifier1());
            out.writeLong(app.startupSeconds());
            out.writeInt(mountpoint.length);
            out.write(mountpoint);
            out.writeInt(chdir.length);
            out.write(chdir);
        }
    }

    /**
     * Returns the message of some bytes.
     *
     * @throws IOException when they are none
     */
    static ControlMessage decode(byte[] packet) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(packet));
        int type = in.readUnsignedByte();
        ControlMessage message = switch (type) {
            case APPS_LOADED -> readApps(in);
            case ACCEPTING -> new ControlMessage.Accepting();
            case LEAVING -> new ControlMessage.Leaving();
            case END_INSTANCE -> new ControlMessage.EndInstance();
            case WAITING -> new ControlMessage.Waiting();
            case PAUSE -> new ControlMessage.Pause();
            case RESUME -> new ControlMessage.Resume();
            case ASK_REQUESTS -> new ControlMessage.AskRequests(in.readInt());
            case RUNNING_REQUEST -> readRequest(in);
            case REQUESTS_TOLD -> new ControlMessage.RequestsTold(in.readInt());
            case RETIRE -> new ControlMessage.Retire(in.readBoolean());
            case LEAVE -> new ControlMessage.Leave();
            case OVERDUE -> readOverdue(in);
            case ALARM -> readAlarm(in);
            case SIGNAL_REGISTERED -> new ControlMessage.SignalRegistered(in.readUnsignedByte(), target(in.readInt()));
            case SIGNAL_RAISED -> new ControlMessage.SignalRaised(in.readUnsignedByte());
            case HANDLE_SIGNAL -> new ControlMessage.HandleSignal(in.readUnsignedByte());
            case SIGNAL_DONE -> new ControlMessage.SignalDone();
            default -> throw new IOException("unknown control message " + type);
        };
        if (in.available() > 0) {
            throw new IOException("control message " + type + " is too long");
        }
        return message;
    }

    /** A positive code is the number of a worker. */
    private static int code(SignalTarget target) {
        return switch (target) {
            case SignalTarget.FirstFree() -> 0;
            case SignalTarget.All() -> -1;
            case SignalTarget.Active() -> -2;
            case SignalTarget.One(int worker) -> worker;
        };
    }

    private static SignalTarget target(int code) throws IOException {
        return switch (code) {
            case 0 -> new SignalTarget.FirstFree();
            case -1 -> new SignalTarget.All();
            case -2 -> new SignalTarget.Active();
            default -> {
                if (code < 0) {
                    throw new IOException("unknown target of a signal " + code);
                }
                yield new SignalTarget.One(code);
            }
        };
    }

    private static ControlMessage readAlarm(DataInputStream in) throws IOException {
        long lost = in.readLong();
        return new ControlMessage.Alarm(readString(in), readString(in), lost);
    }

    private static ControlMessage readApps(DataInputStream in) throws IOException {
        List<ControlMessage.App> apps = new ArrayList<>();
        while (in.available() > 0) {
            int modifier1 = in.readInt();
            long startup = in.readLong();
            apps.add(new ControlMessage.App(modifier1, readString(in), startup, readString(in)));
        }
        return new ControlMessage.AppsLoaded(apps);
    }

    private static ControlMessage readRequest(DataInputStream in) throws IOException {
        int inquiry = in.readInt();
        int core = in.readInt();
        List<String> vars = new ArrayList<>();
        while (in.available() > 0) {
            vars.add(readString(in));
        }
        return new ControlMessage.RunningRequest(inquiry, core, vars);
    }

    private static boolean writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (out.size() + bytes.length + 4 > PacketSocket.MAX_PACKET) {
            return false;
        }
        out.writeInt(bytes.length);
        out.write(bytes);
        return true;
    }

    private static String readString(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a string of " + length + " bytes in a shorter control message");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
