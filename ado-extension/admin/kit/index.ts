/** The Kit in Azure DevOps' own components (azure-devops-ui), and in its looks where those cannot do what the Kit promises. */
import type { Kit } from '@entente/wizard';
import { Button, Chip, Link, Menu } from './actions.tsx';
import { Announcer, Facts, HostIcon, Message, Spinner, Status, Table, Tabs } from './data.tsx';
import { Confirm, Dialog } from './dialogs.tsx';
import { Cards, Checkbox, CodeField, Combobox, TextArea, TextField } from './fields.tsx';
import { Code, Divider, Heading, List, Page, Row, Section, Stack, Text } from './layout.tsx';

export const kit: Kit = {
  Announcer,
  Button,
  Cards,
  Checkbox,
  Chip,
  Code,
  CodeField,
  Combobox,
  Confirm,
  Dialog,
  Divider,
  Facts,
  Heading,
  HostIcon,
  Link,
  List,
  Menu,
  Message,
  Page,
  Row,
  Section,
  Spinner,
  Stack,
  Status,
  Table,
  Tabs,
  Text,
  TextArea,
  TextField,
};
